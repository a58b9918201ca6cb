package io.chaintier.localstack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** All nodes of both datacenters: who owns which tokens, who is whose seed, who sees whom. */
final class CassandraRing {
    private static final BigInteger RING_SIZE = BigInteger.ONE.shiftLeft(64);

    /** Two nodes must not own the same token, so the second datacenter's lie a step beside the first's. */
    private static final long DATACENTER_STEP = 1_000;

    private final List<CassandraNode> nodes = new ArrayList<>();
    private final CassandraNodes count;

    CassandraRing(StackOptions options, StackPorts ports) {
        count = options.cassandraNodes();
        for (int i = 0; i < Math.max(count.primary(), count.replica()); i++) {
            for (Datacenter datacenter : Datacenter.values()) {
                if (i < count.of(datacenter)) {
                    nodes.add(new CassandraNode(options, ports, this, datacenter, nodes.size(), i));
                }
            }
        }
    }

    List<CassandraNode> nodes() {
        return List.copyOf(nodes);
    }

    List<CassandraNode> seeds() {
        return nodes.stream().filter(CassandraNode::isSeed).toList();
    }

    boolean isFirst(CassandraNode node) {
        return nodes.get(0) == node;
    }

    /** @return the start of the share of the ring that this node owns in its datacenter */
    String token(Datacenter datacenter, int indexInDatacenter) {
        return BigInteger.valueOf(Long.MIN_VALUE)
                .add(RING_SIZE
                        .multiply(BigInteger.valueOf(indexInDatacenter))
                        .divide(BigInteger.valueOf(count.of(datacenter))))
                .add(BigInteger.valueOf(datacenter.ordinal() * DATACENTER_STEP))
                .toString();
    }

    /**
     * Starts all nodes and waits until they answer. A node starts as soon as the one before it listens for it,
     * for a node that finds nobody to ask waits for seconds before it asks again.
     */
    void start() {
        for (CassandraNode node : nodes) {
            node.start();
            node.awaitListeningForNodes();
        }
        nodes.forEach(CassandraNode::awaitReady);
    }

    /** @return whether the given node and each other node that serves believe one another to be up */
    boolean nodesKnowEachOther(CassandraNode node) {
        List<CassandraNode> others = nodes.stream()
                .filter(other -> other != node && other.isRunning() && !other.isPaused())
                .filter(other -> CassandraNode.speaksCql(other.address()))
                .toList();
        return others.isEmpty()
                || node.liveNodes()
                                .containsAll(
                                        others.stream().map(ManagedServer::host).toList())
                        && others.stream().allMatch(other -> other.liveNodes().contains(node.host()));
    }
}
