package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreRejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * Writes the disk tier, in the primary datacenter; Cassandra carries it on to the replica. Keyspaces and tables are
 * created where they are absent. Constructing it needs no server: every call connects if there is no connection yet, and
 * says {@link io.chaintier.store.StoreUnavailableException} where that fails.
 *
 * <p>Nothing is retried in here and nothing is ever deleted. Bounds: {@code maxRequestsInFlight} requests and 8 MiB under
 * way at once, each for {@code requestTimeout} at most.
 */
public final class CassandraChainWriter implements ChainWriter {
    /** Half of what Cassandra takes in a whole key. */
    private static final int MAX_NAME_BYTES = 32 * 1024;

    /** A value above this would come too near to what a server takes in one request (16 MiB by default). */
    private static final int MAX_VALUE_BYTES = 8 * 1024 * 1024;

    private final int maxRequestsInFlight;
    private final Connection<WriteStatements> connection;

    public CassandraChainWriter(CassandraConfig config) {
        maxRequestsInFlight = config.maxRequestsInFlight();
        connection = new Connection<>(config, config.primary(), session -> WriteStatements.prepare(session, config));
    }

    @Override
    public List<Outcome> apply(List<ChainEvent> events) {
        try {
            return new EventRun(connection.statements(), maxRequestsInFlight, events).apply();
        } catch (StoreException e) {
            return Collections.nCopies(events.size(), Outcome.failed(e));
        }
    }

    @Override
    public List<Outcome> applyState(List<StateEntry> entries) {
        WriteStatements statements;
        try {
            statements = connection.statements();
        } catch (StoreException e) {
            return Collections.nCopies(entries.size(), Outcome.failed(e));
        }
        WriteRound round = new WriteRound(statements.session(), maxRequestsInFlight, entries.size());
        for (int item = 0; item < entries.size(); item++) {
            write(entries.get(item), item, statements, round);
        }
        round.await();
        return round.outcomes();
    }

    private static void write(StateEntry entry, int item, WriteStatements statements, WriteRound round) {
        int valueBytes = entry.value().map(value -> value.size()).orElse(0);
        int nameBytes = Math.max(utf8Bytes(entry.namespace()), utf8Bytes(entry.key()));
        if (valueBytes > MAX_VALUE_BYTES || nameBytes > MAX_NAME_BYTES) {
            round.fail(
                    new StoreRejectedException("a state entry of " + entry.chain() + " has a value of " + valueBytes
                            + " bytes and a name of " + nameBytes + "; at most " + MAX_VALUE_BYTES + " and "
                            + MAX_NAME_BYTES + " can be stored"),
                    item);
            return;
        }
        BoundStatement statement = statements.state(entry);
        round.send("write state entry " + entry.recordKey(), statement, valueBytes, item);
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void probe() {
        connection.statements().probe();
    }

    @Override
    public void close() {
        connection.close();
    }
}
