"""What the company sells and at which price: services, parts, hours and travel, with dated lists by customer group."""
