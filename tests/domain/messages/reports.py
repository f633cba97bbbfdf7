"""Mails that tell of mails, as servers write them."""


def dsn(message_id: str, status: str = "5.1.1", action: str = "failed") -> str:
    """Return what a server writes of a mail that came back, as in RFC 3464."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: no-reply@hoek.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <20300101120000.1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 1 Jan 2030 12:00:00 +0000

Final-Recipient: rfc822; ann@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown
--b1
Content-Type: message/rfc822

From: "De Hoek" <no-reply@hoek.example>
To: ann@example.com
Message-ID: <{message_id}@hoek.example>

Dag Ann.
--b1--
"""


def arf(message_id: str) -> str:
    """Return what a mailbox writes of a complaint, as in RFC 5965."""
    return f"""\
From: <abuse@mailbox.example>
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.
--b2
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Mailbox/1
Version: 1
--b2
Content-Type: text/rfc822-headers

From: "De Hoek" <no-reply@hoek.example>
Message-ID: <{message_id}@hoek.example>
--b2--
"""
