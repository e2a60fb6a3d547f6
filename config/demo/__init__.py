"""The product on show: two demo companies, and the web server, worker and beat as children of one command."""
