"""How much one request may ask for: limits that are known before anything is executed."""
