-- What the two roles of a database may do. Run by a superuser inside the database, once:
-- by the launcher for its embedded PostgreSQL, by an administrator elsewhere.
--
-- loanwright_owner owns the schema and runs migrations.
-- loanwright_app   is what web and workers run as. It owns nothing and may not TRUNCATE, so the
--                  ledger's triggers cannot be dropped, disabled or passed by from the application.

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER SCHEMA public OWNER TO loanwright_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO loanwright_app;

ALTER DEFAULT PRIVILEGES FOR ROLE loanwright_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO loanwright_app;
ALTER DEFAULT PRIVILEGES FOR ROLE loanwright_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO loanwright_app;
