-- The derived columns at $as_of: one row per document, per further instalment of one ('instalment'), per payment with something left, and
-- per client (so that a client with nothing is still counted). Every indicator is an aggregate over these rows; see fiche/analysis/metrics.
--
-- An invoice to be paid in several instalments has its amounts on its first row only; open_amount, bucket and what follows from the due
-- date are each instalment's own. `shown` marks the row whose due date speaks for the document: its earliest one still open.
-- segments_at stands for late_segments.sql: the late days of each due amount. Rates and rests are multiplied as whole numbers (cents x
-- millionths x days) and divided once a document, to the cent, halves up.
-- Documents and payments dated after $as_of are not there; undated ones are there at every $as_of. Amounts are DECIMAL, in the row's
-- currency. Sigma of open_amount + unapplied is the balance, whatever one groups by. $currency NULL means every currency. $ripe_from and
-- $ripe_to bound the latest month whose invoices are all due since 90 days or more, NULL when there is none; see fiche/analysis/ripe.py.
WITH applied AS (
    SELECT m.document_key,
           SUM(m.applied) AS applied,
           SUM(CASE WHEN m.source = 'payment' THEN m.applied ELSE 0 END) AS paid,
           MAX(CASE WHEN m.applied <> 0 THEN m.applies_on END) AS last_applied_on,
           MAX(CASE WHEN m.applied <> 0 AND m.date IS NULL THEN 1 ELSE 0 END) AS undated,
           MAX(CASE WHEN m.source = 'payment' THEN m.date END) AS last_payment_on,
           MAX(CASE WHEN m.assumed THEN 1 ELSE 0 END) AS assumed
    FROM movements AS m
    WHERE m.applies_on <= $as_of
    GROUP BY m.document_key
),
used AS (
    SELECT m.source_key AS document_key, SUM(m.applied) AS used
    FROM movements AS m
    WHERE m.source = 'credit_note' AND m.applies_on <= $as_of
    GROUP BY m.source_key
),
contested AS (
    SELECT l.document_key
    FROM disputes AS l
    WHERE (l.opened_on IS NULL OR l.opened_on <= $as_of) AND (l.closed_on IS NULL OR l.closed_on > $as_of)
    GROUP BY l.document_key
),
-- The bucket of each number of days: found once a number, and not once a document.
late AS (
    SELECT n.past_due, b.code
    FROM (SELECT DISTINCT CAST(date_diff('day', d.due_date, $as_of) AS INTEGER) AS past_due FROM dues AS d) AS n
    JOIN buckets AS b ON n.past_due BETWEEN b.first_day AND b.last_day
),
charged AS (
    SELECT g.document_key,
           SUM(CAST(g.balance * 100 AS DECIMAL(20, 0)) * CAST(coalesce(g.rate, 0) AS DECIMAL(9, 0)) * CAST(g.days AS DECIMAL(9, 0))) AS charge,
           SUM(CASE
               WHEN g.last_day > $year_ago
               THEN CAST(g.balance * 100 AS DECIMAL(20, 0))
                   * CAST($financing AS DECIMAL(9, 0))
                   * CAST(date_diff('day', greatest(g.after_day, $year_ago), g.last_day) AS DECIMAL(9, 0))
               ELSE 0
           END) AS carried,
           MIN(CASE WHEN g.rate IS NULL THEN g.after_day END) AS unrated_after
    FROM segments_at AS g
    GROUP BY g.document_key
),
fined AS (
    SELECT c.document_key, c.unrated_after,
           CAST(ROUND(
               CAST(c.charge * 2 + 365000000 - (c.charge * 2 + 365000000) % 730000000 AS DOUBLE) / 730000000
           ) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2)) AS penalty,
           CAST(ROUND(
               CAST(c.carried * 2 + 365000000 - (c.carried * 2 + 365000000) % 730000000 AS DOUBLE) / 730000000
           ) AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2)) AS late_cost
    FROM charged AS c
),
standing AS (
    SELECT d.*,
           coalesce(a.applied, 0) AS received,
           coalesce(a.paid, 0) AS paid,
           coalesce(a.assumed, 0) = 1 AS assumed,
           a.last_payment_on,
           CASE WHEN a.undated = 0 THEN a.last_applied_on END AS last_applied_on,
           CASE WHEN d.kind = 'invoice' THEN coalesce(a.applied, 0) ELSE coalesce(u.used, 0) - coalesce(a.applied, 0) END AS applied,
           CASE WHEN d.kind = 'invoice' THEN d.gross - coalesce(a.applied, 0) ELSE 0 END AS open_amount,
           CASE WHEN d.kind = 'invoice' THEN 0 ELSE d.gross + coalesce(u.used, 0) - coalesce(a.applied, 0) END AS unapplied,
           d.disputed OR l.document_key IS NOT NULL AS in_dispute,
           CASE
               WHEN d.date > $year_ago THEN 'last'
               WHEN d.date > $two_years_ago THEN 'previous'
               WHEN d.date IS NOT NULL THEN 'before'
           END AS period
    FROM documents AS d
    LEFT JOIN applied AS a ON a.document_key = d.document_key
    LEFT JOIN used AS u ON u.document_key = d.document_key
    LEFT JOIN contested AS l ON l.document_key = d.document_key
    WHERE (d.date IS NULL OR d.date <= $as_of) AND ($currency IS NULL OR d.currency = $currency)
),
-- A document and each of its due amounts: credit notes have one too, of nothing.
lots AS (
    SELECT s.*, u.seq, u.due_date AS lot_due, u.amount, u.open_90, u.cleared_on,
           CAST(date_diff('day', u.due_date, $as_of) AS INTEGER) AS past_due,
           CASE
               WHEN s.received <= u.before THEN u.amount
               WHEN s.received - u.before >= u.amount THEN 0
               ELSE u.amount - (s.received - u.before)
           END AS lot_open,
           (s.received >= u.before AND s.received - u.before < u.amount) OR (s.open_amount = 0 AND u.seq = 1) AS shown,
           CASE WHEN s.kind = 'invoice' AND s.open_amount = 0 AND s.paid > 0 THEN s.last_applied_on END AS paid_on
    FROM standing AS s
    JOIN dues AS u ON u.document_key = s.document_key
),
settled AS (
    SELECT l.*,
           l.lot_open > 0 AND coalesce(l.past_due, 0) > 0 AS overdue,
           l.kind = 'invoice' AND l.lot_due IS NOT NULL AND l.date >= CAST($ripe_from AS DATE) AND l.date <= CAST($ripe_to AS DATE) AS ripe,
           CASE
               WHEN l.paid_on > $year_ago THEN CAST(date_diff('day', l.lot_due, coalesce(l.cleared_on, l.paid_on)) AS INTEGER)
               WHEN l.lot_open > 0 AND l.past_due > 0 THEN l.past_due
           END AS delay_days
    FROM lots AS l
),
-- What discounts are weighed against: a client's purchases of twelve months and its usual delay, in one currency.
habits AS (
    SELECT s.client_id, s.currency,
           coalesce(SUM(CASE WHEN s.seq = 1 AND s.period = 'last' THEN s.net END), 0) < $discount_volume AS small_buyer,
           coalesce(SUM(s.amount * (s.delay_days - $late_payer_days)), 0) > 0 AS late_payer
    FROM settled AS s
    GROUP BY s.client_id, s.currency
),
items AS (
    SELECT CASE WHEN s.seq = 1 THEN s.kind ELSE 'instalment' END AS item, s.client_id, s.currency, s.document_key, s.date, s.lot_due AS due_date,
           CASE WHEN s.seq = 1 THEN s.gross END AS gross, CASE WHEN s.seq = 1 THEN s.net END AS net,
           CASE WHEN s.seq = 1 THEN s.before_discount END AS before_discount, CASE WHEN s.seq = 1 THEN s.discount END AS discount,
           CASE WHEN s.seq = 1 THEN s.period END AS period, CASE WHEN s.seq = 1 AND s.date > $dso_from THEN $dso_days END AS dso_window,
           CASE WHEN s.seq = 1 THEN s.gap_days END AS gap_days, CASE WHEN s.seq = 1 THEN s.applied ELSE 0 END AS applied,
           CASE WHEN s.kind = 'invoice' THEN s.lot_open ELSE 0 END AS open_amount, s.unapplied, s.overdue,
           CASE WHEN s.overdue THEN s.past_due END AS days_late,
           CASE
               WHEN s.unapplied <> 0 THEN 'unapplied'
               WHEN s.lot_open = 0 THEN NULL
               WHEN s.lot_due IS NULL THEN 'no_due_date'
               WHEN s.past_due <= 0 THEN 'not_due'
               ELSE b.code
           END AS bucket,
           s.overdue AND s.past_due > $serious_days AS serious,
           CASE
               WHEN s.open_amount + s.unapplied = 0 THEN 'paid'
               WHEN s.open_amount > 0 AND s.in_dispute THEN 'disputed'
               WHEN s.overdue THEN 'late'
               WHEN s.applied <> 0 THEN 'partial'
               ELSE 'pending'
           END AS payment_status,
           s.paid_on, s.last_payment_on, s.assumed,
           CASE WHEN s.seq = 1 AND s.paid_on > $year_ago THEN CAST(date_diff('day', s.date, s.paid_on) AS INTEGER) END AS payment_days,
           s.delay_days,
           CAST(NULL AS DECIMAL(18, 2)) AS credit_limit,
           s.shown, s.amount AS due_amount,
           CASE WHEN s.seq = 1 THEN CASE WHEN coalesce(c.private, FALSE) THEN 0 ELSE coalesce(f.penalty, 0) END END AS penalty,
           CASE WHEN s.seq = 1 AND NOT coalesce(c.private, FALSE) THEN f.unrated_after END AS unrated_after,
           CASE WHEN s.seq = 1 AND NOT coalesce(c.private, FALSE) AND f.document_key IS NOT NULL THEN $indemnity END AS indemnity,
           CASE WHEN s.seq = 1 AND $financing IS NOT NULL THEN coalesce(f.late_cost, 0) END AS late_cost,
           CASE WHEN s.seq = 1 THEN CASE WHEN s.kind = 'credit_note' THEN -ABS(s.cost) ELSE s.cost END END AS cost,
           CASE WHEN s.seq = 1 THEN s.delivery_cost END AS delivery_cost,
           CASE
               WHEN s.seq > 1 OR s.kind <> 'invoice' OR s.discount IS NULL OR s.before_discount IS NULL OR c.granted IS NULL THEN NULL
               WHEN s.discount > s.before_discount * (c.granted + $discount_tolerance)
               THEN s.discount - ROUND(s.before_discount * c.granted, 2)
               ELSE 0
           END AS discount_excess,
           h.small_buyer, h.late_payer,
           CASE WHEN s.ripe THEN s.amount END AS ripe_amount, CASE WHEN s.ripe THEN s.open_90 END AS ripe_open,
           CASE WHEN s.ripe THEN CAST($ripe_from AS DATE) END AS ripe_month,
           CASE WHEN s.seq = 1 AND s.opening <= $as_of THEN s.opening END AS opening
    FROM settled AS s
    LEFT JOIN clients AS c ON c.client_id = s.client_id
    JOIN habits AS h ON h.client_id = s.client_id AND h.currency = s.currency
    LEFT JOIN late AS b ON b.past_due = s.past_due
    LEFT JOIN fined AS f ON f.document_key = s.document_key
    UNION ALL
    SELECT 'payment', m.client_id, m.currency, NULL, m.date, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END, 0,
           CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END - m.amount, FALSE,
           NULL, 'unapplied', FALSE, NULL, NULL, NULL, m.assumed, NULL, NULL, NULL,
           FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM movements AS m
    WHERE m.source = 'payment' AND (m.date IS NULL OR m.date <= $as_of) AND ($currency IS NULL OR m.currency = $currency)
      AND CASE WHEN m.applies_on <= $as_of THEN m.applied ELSE 0 END <> m.amount
    UNION ALL
    SELECT 'client', c.client_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, 0, 0, 0, FALSE,
           NULL, NULL, FALSE, NULL, NULL, NULL, FALSE, NULL, NULL, c.credit_limit,
           FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM clients AS c
    WHERE $currency IS NULL
       OR c.client_id IN (SELECT k.client_id FROM client_currencies AS k WHERE k.currency = $currency)
       OR c.client_id NOT IN (SELECT k.client_id FROM client_currencies AS k)
)
SELECT i.* FROM items AS i
ORDER BY i.client_id, i.document_key, i.due_date
