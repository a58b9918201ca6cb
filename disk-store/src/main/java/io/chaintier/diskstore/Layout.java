package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.chaintier.diskstore.Shard.Preparation;
import io.chaintier.store.StoreMisconfiguredException;

/** Lets statements be prepared only on tables of the version that they are written for. */
final class Layout {
    private final boolean migrate;

    Layout(CassandraConfig config) {
        migrate = config.migrateOnStart();
    }

    /** For who only reads: tables have to be there. */
    static <S> Preparation<S> checked(Preparation<S> statements) {
        return (session, shard) -> {
            new ShardSchema(session, shard, Migrations.ours()).requireNewest();
            try {
                return statements.prepare(session, shard);
            } catch (InvalidQueryException e) {
                throw new StoreMisconfiguredException(
                        "the tables of " + shard + " are not as its layout says: " + e.getMessage(), e);
            }
        };
    }

    /** For who writes: tables that are absent or older are made first, where that is allowed. */
    <S> Preparation<S> made(Preparation<S> statements) {
        return (session, shard) -> {
            if (migrate) {
                new ShardSchema(session, shard, Migrations.ours()).migrate();
            }
            return checked(statements).prepare(session, shard);
        };
    }
}
