# Prints what Mail::DKIM says of the DKIM signature of each mail, one a line.
# Usage: perl verify.pl <file of JSON lines: {"mail": base64, "key": what DNS says}>
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;
use Mail::DKIM::PublicKey;
use Mail::DKIM::Verifier;

my $published;
{
    no warnings 'redefine';
    # What the name server would say; nobody is asked.
    *Mail::DKIM::PublicKey::fetch_async = sub {
        my ($class, %asked) = @_;
        my $key = $class->parse($published);
        $key = $asked{Callbacks}{Success}->($key) if $asked{Callbacks}{Success};
        return sub { $key };
    };
}

open(my $lines, '<', $ARGV[0]) or die $!;
while (my $line = <$lines>) {
    my $given = decode_json($line);
    $published = $given->{key};
    my $verifier = Mail::DKIM::Verifier->new();
    $verifier->PRINT(decode_base64($given->{mail}));
    $verifier->CLOSE();
    print $verifier->result, "\n";
}
