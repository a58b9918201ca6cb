package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.chaintier.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second whether the replica datacenter of a cluster can be trusted. Trouble is: it does not answer, one of
 * its nodes is down, a node of the primary has hints for it or is handing some over, or it lacks what the primary had two
 * looks ago, which is about as long as Cassandra itself waits before it writes a hint.
 */
final class ReplicaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** With the interval less than the two seconds after which Cassandra gives a write up. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private static final int LOOKS_TO_CATCH_UP = 2;

    private final ReplicaTrust trust;
    private final ClusterConfig cluster;
    private final Optional<String> index;
    private final ClusterSession replica;
    private final ClusterSession primary;
    private final Deque<Map<String, Long>> headsBefore = new ArrayDeque<>();
    private final ScheduledExecutorService timer;

    /** @param index the keyspace with the heads; empty where it is on another cluster */
    ReplicaWatch(
            ReplicaTrust trust,
            ClusterConfig cluster,
            Optional<String> index,
            ClusterSession replica,
            ClusterSession primary) {
        this.trust = trust;
        this.cluster = cluster;
        this.index = index;
        this.replica = replica;
        this.primary = primary;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watch " + replica);
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            lookAtReplica(Deadline.in(PATIENCE));
        } catch (RuntimeException e) {
            // A mistake of ours must not end the looking, for that would leave things as they are for ever.
            LOG.error("cannot watch {}", replica, e);
            trust.trouble("it cannot be watched: " + e);
        }
    }

    private void lookAtReplica(Deadline deadline) {
        Map<String, Long> heads;
        try {
            CqlSession session = replica.get(deadline);
            Optional<Node> down = notUp(nodes(session, cluster.replica()));
            if (down.isPresent()) {
                trust.trouble("node " + down.get().getEndPoint() + " is not up");
                return;
            }
            heads = heads(session, deadline);
        } catch (StoreException e) {
            trust.trouble(e.getMessage());
            return;
        }
        lookAtPrimary(heads, deadline);
    }

    private void lookAtPrimary(Map<String, Long> replicaHeads, Deadline deadline) {
        Optional<String> hints;
        Map<String, Long> heads;
        try {
            CqlSession session = primary.get(deadline);
            List<Node> nodes = nodes(session, cluster.primary());
            Optional<Node> down = notUp(nodes);
            if (down.isPresent()) {
                trust.unknown("node " + down.get().getEndPoint() + " cannot be asked whether it has hints");
                return;
            }
            hints = hints(session, nodes, deadline);
            heads = heads(session, deadline);
        } catch (StoreException e) {
            trust.unknown("the primary cannot be asked whether it has hints: " + e.getMessage());
            return;
        }
        if (hints.isPresent()) {
            trust.trouble(hints.get());
            return;
        }
        headsBefore.addLast(heads);
        if (headsBefore.size() <= LOOKS_TO_CATCH_UP) {
            trust.unknown("it was not watched for long enough yet");
        } else {
            behind(replicaHeads, headsBefore.removeFirst()).ifPresentOrElse(trust::trouble, trust::fine);
        }
    }

    private static Optional<String> behind(Map<String, Long> replicaHeads, Map<String, Long> primaryHeadsBefore) {
        return primaryHeadsBefore.entrySet().stream()
                .filter(head -> replicaHeads.getOrDefault(head.getKey(), -1L) < head.getValue())
                .map(head -> "it lacks the head of " + head.getKey() + " with sequence " + head.getValue())
                .findFirst();
    }

    private static Optional<Node> notUp(List<Node> nodes) {
        return nodes.stream().filter(node -> node.getState() != NodeState.UP).findFirst();
    }

    /**
     * Cassandra shows a hint only once its file is complete, and a file that is being handed over not at all: that one
     * shows as work of the pool that does it. How long a hint can be in neither place is what trust waits for.
     */
    private Optional<String> hints(CqlSession session, List<Node> nodes, Deadline deadline) {
        List<CompletableFuture<Optional<String>>> answers = new ArrayList<>();
        for (Node node : nodes) {
            answers.add(ask(session, node, deadline, "SELECT dc FROM system_views.pending_hints")
                    .thenApply(rows -> rows.stream()
                                    .anyMatch(row -> cluster.replica().name().equals(row.getString("dc")))
                            ? Optional.of("node " + node.getEndPoint() + " has hints for it")
                            : Optional.empty()));
            answers.add(ask(
                            session,
                            node,
                            deadline,
                            "SELECT name, active_tasks, pending_tasks FROM system_views.thread_pools")
                    .thenApply(rows -> rows.stream()
                                    .anyMatch(row -> "HintsDispatcher".equals(row.getString("name"))
                                            && row.getInt("active_tasks") + row.getInt("pending_tasks") > 0)
                            ? Optional.of("node " + node.getEndPoint() + " is handing hints over")
                            : Optional.empty()));
        }
        return answers.stream()
                .map(answer -> deadline.await("look at the hints of " + primary, answer))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Of every chain its sequence; something small is asked also where there are no heads. */
    private Map<String, Long> heads(CqlSession session, Deadline deadline) {
        String question = index.map(
                        keyspace -> "SELECT chain, WRITETIME(head_hash) AS sequence FROM " + keyspace + ".chain_head")
                .orElse("SELECT key FROM system.local");
        List<Row> rows = deadline.await("look at the heads", ask(session, deadline, question));
        Map<String, Long> heads = new HashMap<>();
        if (index.isPresent()) {
            rows.stream()
                    .filter(row -> !row.isNull("sequence"))
                    .forEach(row -> heads.put(row.getString("chain"), row.getLong("sequence")));
        }
        return heads;
    }

    private static List<Node> nodes(CqlSession session, ClusterConfig.Datacenter datacenter) {
        return session.getMetadata().getNodes().values().stream()
                .filter(node -> datacenter.name().equals(node.getDatacenter()))
                .toList();
    }

    private CompletableFuture<List<Row>> ask(CqlSession session, Deadline deadline, String question) {
        return ask(session, deadline, SimpleStatement.newInstance(question));
    }

    private CompletableFuture<List<Row>> ask(CqlSession session, Node node, Deadline deadline, String question) {
        return ask(session, deadline, SimpleStatement.newInstance(question).setNode(node));
    }

    private CompletableFuture<List<Row>> ask(CqlSession session, Deadline deadline, SimpleStatement question) {
        return session.executeAsync(question.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_ONE)
                        .setTimeout(deadline.remaining(cluster.requestTimeout())))
                .thenCompose(AllRows::of)
                .toCompletableFuture();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
