package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tables of one shard as they are, compared with what this program needs. The version is written in a table's comment,
 * by the last statement of every migration: so a version that can be read was made in full, and what died half-way is done
 * again.
 *
 * <p>Two may migrate at once: all schema statements go to the same node, which takes them one after the other, and every
 * statement may run twice.
 */
final class ShardSchema {
    private static final Pattern VERSION = Pattern.compile("Chaintier disk layout (\\d+)");

    /** Changing the schema takes the servers longer than any other request. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CqlSession session;
    private final ShardConfig shard;
    private final Migrations migrations;

    ShardSchema(CqlSession session, ShardConfig shard, Migrations migrations) {
        this.session = session;
        this.shard = shard;
        this.migrations = migrations;
    }

    int newest() {
        return migrations.newest(shard.type());
    }

    /** The version that the tables have; 0 where there are none. */
    int version() {
        return session
                .execute(SimpleStatement.newInstance(
                        "SELECT comment FROM system_schema.tables WHERE keyspace_name = ?", shard.keyspace()))
                .all()
                .stream()
                .map(row -> VERSION.matcher(row.getString("comment")))
                .filter(Matcher::matches)
                .mapToInt(comment -> Integer.parseInt(comment.group(1)))
                .max()
                .orElse(0);
    }

    /** @throws StoreMisconfiguredException unless the tables are of the version that this program needs */
    void requireNewest() {
        int found = version();
        int needed = newest();
        if (found == 0) {
            throw new StoreMisconfiguredException(shard + " has no tables yet: run `bin/chaintier disk migrate`");
        }
        if (found < needed) {
            throw new StoreMisconfiguredException(shard + " has layout " + found + ", and layout " + needed
                    + " is needed: run `bin/chaintier disk migrate`");
        }
        if (found > needed) {
            throw new StoreMisconfiguredException(
                    shard + " has layout " + found + ", and this program knows none above " + needed
                            + ": it is older than the one that made the tables, and must be replaced");
        }
    }

    /** Every statement that {@link #migrate} would run now, in order. */
    List<String> plan() {
        int found = version();
        return found >= newest()
                ? List.of()
                : Stream.concat(
                                Stream.of(keyspace()),
                                IntStream.rangeClosed(found + 1, newest())
                                        .boxed()
                                        .flatMap(version -> migrations.statements(shard, version).stream()))
                        .toList();
    }

    /**
     * Brings the tables up to the version that this program needs; tables that have it, or a newer one, stay as they are.
     *
     * @throws StoreUnavailableException if the servers do not agree on the new schema after a while
     */
    void migrate() {
        List<String> plan = plan();
        if (plan.isEmpty()) {
            return;
        }
        Node coordinator = coordinator();
        for (String statement : plan) {
            boolean isAgreed = session.execute(SimpleStatement.newInstance(statement)
                            .setNode(coordinator)
                            .setTimeout(TIMEOUT))
                    .getExecutionInfo()
                    .isSchemaInAgreement();
            if (!isAgreed && !session.checkSchemaAgreement()) {
                throw new StoreUnavailableException(
                        "the nodes of " + shard + " do not agree on the schema after: " + statement);
            }
        }
    }

    /** The same one for everybody who migrates at the same time. */
    private Node coordinator() {
        return session.getMetadata().getNodes().values().stream()
                .filter(node -> node.getState() == NodeState.UP)
                .filter(node -> shard.cluster().primary().name().equals(node.getDatacenter()))
                .min(Comparator.comparing(node -> node.getEndPoint().toString()))
                .orElseThrow(() -> new StoreUnavailableException("no node of datacenter "
                        + shard.cluster().primary().name() + " is up to make tables for " + shard));
    }

    private String keyspace() {
        Map<String, Integer> copies = new LinkedHashMap<>();
        copies.put(shard.cluster().replica().name(), shard.copies().inReplica());
        // Last, so that it holds where a cluster has but one datacenter, which is both.
        copies.put(shard.cluster().primary().name(), shard.copies().inPrimary());
        return "CREATE KEYSPACE IF NOT EXISTS " + shard.keyspace()
                + " WITH replication = {'class': 'NetworkTopologyStrategy', "
                + copies.entrySet().stream()
                        .map(each -> "'" + each.getKey() + "': " + each.getValue())
                        .collect(Collectors.joining(", "))
                + "}";
    }
}
