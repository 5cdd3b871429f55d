-- Every indicator of every client at $as_of in one query written by hand for DuckDB, from documents and payments: what the application's way
-- is measured against. It knows less: no credit notes, no instalments, no other currency, no payment on another's invoice or above it.
WITH paid AS (
    SELECT p.document_key, SUM(p.amount) AS paid, MAX(p.date) AS last_on, MAX(p.date) FILTER (p.amount <> 0) AS moved_on,
           SUM(p.amount) FILTER (date_diff('day', d.due_date, p.date) <= 90) AS paid_90
    FROM payments p JOIN documents d USING (document_key)
    WHERE p.date <= $as_of GROUP BY ALL
),
events AS (
    SELECT document_key, due_date AS day, 0.00::DECIMAL(18, 2) AS amount FROM documents WHERE due_date < $as_of AND date <= $as_of
    UNION ALL
    SELECT p.document_key, greatest(p.date, d.due_date), p.amount FROM payments p JOIN documents d USING (document_key)
    WHERE d.due_date < $as_of AND d.date <= $as_of
),
spans AS (
    SELECT document_key, day AS after_day, coalesce(lead(day) OVER (PARTITION BY document_key ORDER BY day), $as_of) AS until_day,
           SUM(amount) OVER (PARTITION BY document_key ORDER BY day) AS held
    FROM events
),
charged AS (
    SELECT s.document_key,
           SUM(((d.gross - s.held) * 100)::HUGEINT * coalesce(r.rate, 0)
               * date_diff('day', greatest(s.after_day, r.before_day), least(s.until_day, $as_of, r.last_day))) AS charge,
           MIN(greatest(s.after_day, r.before_day)) FILTER (r.rate IS NULL) AS unrated_after
    FROM spans s JOIN documents d USING (document_key)
    JOIN penalty_periods r ON r.before_day < least(s.until_day, $as_of) AND r.last_day > s.after_day
    WHERE s.until_day > s.after_day AND s.after_day < $as_of AND s.held < d.gross
    GROUP BY ALL
),
bought AS (
    SELECT client_id, date, MIN(document_key) AS document_key, date - lag(date) OVER (PARTITION BY client_id ORDER BY date) AS gap_days
    FROM documents WHERE date IS NOT NULL GROUP BY client_id, date
),
ripe AS (
    SELECT MAX(month) AS month FROM (
        SELECT date_trunc('month', date)::DATE AS month FROM documents WHERE date <= $as_of
        GROUP BY ALL HAVING MIN(date_diff('day', due_date, $as_of)) >= 90
    )
),
rows AS (
    SELECT d.*, coalesce(p.paid, 0) AS applied, d.gross - coalesce(p.paid, 0) AS open_amount,
           d.gross - coalesce(p.paid_90, 0) AS open_90, date_diff('day', d.due_date, $as_of) AS past_due,
           CASE WHEN d.gross = p.paid THEN p.moved_on END AS paid_on,
           d.date > $year_ago AS last, d.date <= $year_ago AND d.date > $two_years_ago AS previous,
           b.gap_days,
           (c.charge * 2 + 365000000) // 730000000 AS cents, c.unrated_after, c.document_key IS NOT NULL AS fined,
           date_trunc('month', d.date)::DATE = ripe.month AS ripe, ripe.month AS ripe_month
    FROM documents d
    LEFT JOIN paid p USING (document_key) LEFT JOIN charged c USING (document_key) LEFT JOIN bought b USING (document_key)
    CROSS JOIN ripe
    WHERE d.date <= $as_of
),
delayed AS (
    SELECT *, open_amount > 0 AND past_due > 0 AS late,
           CASE WHEN paid_on > $year_ago THEN date_diff('day', due_date, paid_on) WHEN open_amount > 0 AND past_due > 0 THEN past_due END AS delay
    FROM rows
),
sums AS (
    SELECT client_id, SUM(open_amount) AS outstanding, SUM(open_amount) FILTER (late) AS overdue, COUNT(*) FILTER (late) AS overdue_count,
           SUM(open_amount) FILTER (late AND past_due > 60) AS overdue_serious,
           COUNT(*) FILTER (late AND past_due > 60) AS overdue_serious_count, SUM(open_amount) FILTER (past_due <= 0) AS not_due,
           COUNT(*) FILTER (open_amount > 0) AS open_count, MAX(past_due) FILTER (late) AS oldest_delay, COUNT(*) AS documents,
           SUM(net) AS revenue_total, SUM(net) FILTER (last) AS revenue_12m, SUM(net) FILTER (previous) AS revenue_prev_12m,
           MAX(date) AS last_purchase, COUNT(DISTINCT date) FILTER (last) AS purchase_days_12m, COUNT(gap_days) AS gaps, MEDIAN(gap_days) AS gap,
           SUM(gross) FILTER (date > $dso_from) AS sold, SUM(gross * date_diff('day', date, paid_on)) FILTER (paid_on > $year_ago) AS pay_days,
           SUM(gross) FILTER (paid_on > $year_ago) AS pay_gross, SUM(gross * delay) AS delay_days,
           SUM(gross) FILTER (delay IS NOT NULL) AS delay_gross,
           SUM(discount) FILTER (last) AS discount_12m, SUM(discount) FILTER (previous) AS discount_prev,
           SUM(discount) AS discount, SUM(before_discount) AS base,
           SUM(before_discount) FILTER (last) AS base_12m, SUM(before_discount) FILTER (previous) AS base_prev,
           SUM(cents) AS cents, MIN(unrated_after) AS unrated_after, COUNT(*) FILTER (fined) AS fined,
           SUM(gross) FILTER (ripe) AS ripe_amount, SUM(open_90) FILTER (ripe) AS ripe_open,
           SUM(net - cost) FILTER (last) AS margin, SUM(net) FILTER (last AND cost IS NOT NULL) AS margin_net,
           SUM(CASE WHEN discount > before_discount * (granted + $discount_tolerance) THEN discount - round(before_discount * granted, 2)
               WHEN discount IS NOT NULL AND granted IS NOT NULL THEN 0 END) FILTER (last) AS discount_above_granted
    FROM delayed LEFT JOIN (SELECT client_id, granted FROM clients) USING (client_id)
    GROUP BY client_id
)
SELECT c.client_id, coalesce(outstanding, 0) AS outstanding, coalesce(outstanding, 0) AS balance, 0 AS unapplied, 1 AS clients,
       coalesce(overdue, 0) AS overdue, coalesce(overdue_count, 0) AS overdue_count, coalesce(overdue_serious, 0) AS overdue_serious,
       coalesce(overdue_serious_count, 0) AS overdue_serious_count, coalesce(not_due, 0) AS not_due, coalesce(open_count, 0) AS open_count,
       oldest_delay, coalesce(documents, 0) AS documents, coalesce(documents, 0) AS order_count, coalesce(revenue_total, 0) AS revenue_total,
       coalesce(revenue_12m, 0) AS revenue_12m, coalesce(revenue_prev_12m, 0) AS revenue_prev_12m, last_purchase,
       coalesce(purchase_days_12m, 0) AS purchase_days_12m, CASE WHEN gaps >= 2 THEN gap END AS purchase_interval,
       CASE WHEN gaps >= 2 THEN last_purchase + floor(gap + 0.5)::INTEGER END AS next_expected,
       CASE WHEN sold > 0 THEN outstanding::DOUBLE / sold::DOUBLE * $dso_days END AS dso_accounting,
       CASE WHEN sold > 0 THEN coalesce(not_due, 0)::DOUBLE / sold::DOUBLE * $dso_days END AS dso_best_possible,
       CASE WHEN pay_gross > 0 THEN pay_days::DOUBLE / pay_gross::DOUBLE END AS days_to_pay,
       CASE WHEN delay_gross > 0 THEN delay_days::DOUBLE / delay_gross::DOUBLE END AS days_late_weighted,
       CASE WHEN documents > 0 THEN (floor((revenue_total::DOUBLE / documents + 0.0000001) * 100 + 0.5) / 100)::DECIMAL(18, 2) END AS average_order,
       CASE WHEN revenue_prev_12m > 0 THEN coalesce(revenue_12m, 0)::DOUBLE / revenue_prev_12m::DOUBLE - 1 END AS growth,
       CASE WHEN credit_limit > 0 THEN coalesce(outstanding, 0)::DOUBLE / credit_limit::DOUBLE END AS credit_use,
       discount_12m, CASE WHEN base > 0 THEN discount::DOUBLE / base::DOUBLE END AS discount_rate,
       CASE WHEN base_12m > 0 THEN discount_12m::DOUBLE / base_12m::DOUBLE END AS discount_rate_12m,
       CASE WHEN base_12m > 0 AND base_prev > 0
           THEN discount_12m::DOUBLE / base_12m::DOUBLE - discount_prev::DOUBLE / base_prev::DOUBLE END AS discount_trend,
       discount_above_granted,
       CASE WHEN coalesce(revenue_12m, 0) < $discount_volume OR discount_12m IS NULL THEN discount_12m ELSE 0 END AS discount_without_volume,
       CASE WHEN coalesce(delay_days, 0) > $late_payer_days * coalesce(delay_gross, 0) OR discount_12m IS NULL
           THEN discount_12m ELSE 0 END AS discount_to_late_payers,
       CASE WHEN unrated_after IS NULL THEN coalesce(cents, 0) * 0.01::DECIMAL(3, 2) END AS penalties,
       coalesce(fined, 0) * $indemnity AS recovery_indemnity,
       CASE WHEN ripe_amount > 0 THEN ripe_open::DOUBLE / ripe_amount::DOUBLE END AS at_risk_rate,
       margin, CASE WHEN margin_net > 0 THEN margin::DOUBLE / margin_net::DOUBLE END AS margin_rate,
       NULL::DECIMAL(18, 2) AS contribution
FROM clients c LEFT JOIN sums s USING (client_id)
ORDER BY c.client_id
