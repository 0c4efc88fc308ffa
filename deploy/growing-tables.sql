-- Run once as the owner, when there are more than some ten thousand customers. These tables only grow: with the usual fifth
-- of the table a run of a million bills would not be looked at, and questions about the newest month would be planned by
-- what was so a month ago. Migrations leave these settings alone; running it again does no harm.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['billing_invoice', 'billing_charge', 'billing_entry', 'billing_allocation', 'billing_receipt',
                                'post_message'] LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_insert_scale_factor = 0, '
                       'autovacuum_vacuum_insert_threshold = 100000, autovacuum_analyze_scale_factor = 0, '
                       'autovacuum_analyze_threshold = 50000)', name);
    END LOOP;
END $$;
