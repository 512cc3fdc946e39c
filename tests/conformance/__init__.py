"""What specifications say and attackers try, against a running server: `make conformance`."""
