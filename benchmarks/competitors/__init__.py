"""The same question answered by others, over the same tables and rows.

Each is what somebody would write who needs this one answer and nothing else: no key, no
tenant fence, no limit, no log.
"""
