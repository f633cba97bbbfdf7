"""Two shops' histories to try the platform on."""
