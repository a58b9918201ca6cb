package io.chaintier.diskstore;

import java.util.Locale;

/** The two pools of connections between a caller and the disk tier (R6, R7): each goes to one datacenter. */
enum Pool {
    /** Where writes go, and reads that the replica could not answer. */
    PRIMARY,
    /** Where reads go first. */
    REPLICA;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
