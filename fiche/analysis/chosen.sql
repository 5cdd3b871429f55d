-- One call's view of the open items of its date (items_at stands for their table): the clients in `chosen`.
CREATE TEMP VIEW items AS
SELECT i.* FROM items_at AS i
WHERE i.client_id IN (SELECT c.client_id FROM chosen AS c)
