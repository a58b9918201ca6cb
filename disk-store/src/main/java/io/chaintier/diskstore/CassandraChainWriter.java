package io.chaintier.diskstore;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoreRejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * Writes the disk tier, each type of data in the primary datacenter of its shard (R6, R8); Cassandra carries it on to the
 * replica. Keyspaces and tables that are absent or older are made, unless the configuration forbids it. Constructing it
 * needs no server: every call connects to the shards it needs, and says
 * {@link io.chaintier.store.StoreUnavailableException} where that fails.
 *
 * <p>Events need every shard but that of state entries: while one is down, they fail as a whole and nothing of them is
 * visible (I3). {@link #probe} asks every shard.
 *
 * <p>Nothing is retried in here and nothing is ever deleted. Bounds: {@code maxRequestsInFlight} requests (the fewest that
 * a cluster allows) and 8 MiB under way at once, each for {@code requestTimeout} at most.
 */
public final class CassandraChainWriter implements ChainWriter {
    /** Half of what Cassandra takes in a whole key. */
    private static final int MAX_NAME_BYTES = 32 * 1024;

    /** A value above this would come too near to what a server takes in one request (16 MiB by default). */
    private static final int MAX_VALUE_BYTES = 8 * 1024 * 1024;

    private final int maxRequestsInFlight;
    private final WriteStatements statements;

    public CassandraChainWriter(CassandraConfig config) {
        maxRequestsInFlight = config.clusters().stream()
                .mapToInt(ClusterConfig::maxRequestsInFlight)
                .min()
                .orElseThrow();
        statements = new WriteStatements(config);
    }

    @Override
    public List<Outcome> apply(List<ChainEvent> events) {
        try {
            statements.openForEvents();
            return new EventRun(statements, maxRequestsInFlight, events).apply();
        } catch (StoreException e) {
            return Collections.nCopies(events.size(), Outcome.failed(e));
        }
    }

    @Override
    public List<Outcome> applyState(List<StateEntry> entries) {
        try {
            statements.openForState();
        } catch (StoreException e) {
            return Collections.nCopies(entries.size(), Outcome.failed(e));
        }
        WriteRound round = new WriteRound(maxRequestsInFlight, entries.size());
        for (int item = 0; item < entries.size(); item++) {
            write(entries.get(item), item, round);
        }
        round.await();
        return round.outcomes();
    }

    private void write(StateEntry entry, int item, WriteRound round) {
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
        round.send("write state entry " + entry.recordKey(), statements.state(entry), valueBytes, item);
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void probe() {
        statements.probe();
    }

    @Override
    public List<StorePart> parts() {
        return statements.parts();
    }

    @Override
    public void close() {
        statements.close();
    }
}
