"""From raw sheets and confirmed matching to typed, joined tables, findings and rows set aside; pure: it reads no file and no clock."""
