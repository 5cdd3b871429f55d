-- One call's view of the open items of its date (items_at stands for their table): every client.
CREATE TEMP VIEW items AS
SELECT i.* FROM items_at AS i
