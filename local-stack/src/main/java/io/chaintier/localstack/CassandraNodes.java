package io.chaintier.localstack;

/**
 * How many Cassandra nodes there are in each datacenter. They are on 127.0.0.1 and up, in turns: the first of the primary,
 * the first of the replica, the second of the primary and so on.
 *
 * @param primary 1 to 9
 * @param replica 0 to 9; without any the primary is all there is
 */
public record CassandraNodes(int primary, int replica) {
    static final CassandraNodes ONE_EACH = new CassandraNodes(1, 1);

    private static final int MOST = 9;

    /** @throws IllegalArgumentException if a component is out of its range; the message shows it */
    public CassandraNodes {
        if (primary < 1 || primary > MOST || replica < 0 || replica > MOST) {
            throw new IllegalArgumentException("expected 1 to " + MOST + " primary nodes and 0 to " + MOST
                    + " replica nodes, not " + primary + " and " + replica);
        }
    }

    int of(Datacenter datacenter) {
        return datacenter == Datacenter.PRIMARY ? primary : replica;
    }

    int all() {
        return primary + replica;
    }

    static CassandraNodes parse(String text) {
        String[] both = text.split(",", 2);
        return new CassandraNodes(Integer.parseInt(both[0]), Integer.parseInt(both[1]));
    }

    @Override
    public String toString() {
        return primary + "," + replica;
    }
}
