"""The commands of `stamgast`, a file for each."""
