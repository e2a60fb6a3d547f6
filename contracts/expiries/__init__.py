"""What expires month by month: contracts, warranties, visits, notices."""
