package io.chaintier.nodereports;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What is published of a node every few seconds: the entry of {@code chain.state} in namespace {@value #NAMESPACE}, its
 * key the name of the node.
 *
 * @param status    what the node says of itself
 * @param blocks    some of its canonical blocks, newest first, the head among them: see {@link #numbersBelow}
 * @param published the newest block that was published from this node; empty where the chain is not published from it
 * @param interval  when the next report is to be expected at the latest
 */
public record NodeReport(NodeStatus status, List<BlockRef> blocks, Optional<BlockRef> published, Duration interval) {
    /** Of all reports; written by reporters only, with versions of their own. */
    public static final String NAMESPACE = "nodes";

    private static final int EACH_OF_THE_NEWEST = 8;
    private static final int DEEPEST = 1_024;

    public NodeReport {
        requireNonNull(status, "status");
        requireNonNull(published, "published");
        requireNonNull(interval, "interval");
        blocks = List.copyOf(blocks);
    }

    /**
     * Which blocks a report names beside the head, so that a branch can be placed by whoever has the canonical chain:
     * each of the newest {@value #EACH_OF_THE_NEWEST}, then at distances that double up to {@value #DEEPEST}, and the
     * first of the chain. Newest first.
     */
    public static List<Long> numbersBelow(long head) {
        LongStream near = LongStream.rangeClosed(1, EACH_OF_THE_NEWEST);
        LongStream far = LongStream.iterate(2 * EACH_OF_THE_NEWEST, distance -> distance <= DEEPEST, d -> 2 * d);
        LongStream first = head > 0 ? LongStream.of(head) : LongStream.empty();
        return LongStream.concat(LongStream.concat(near, far), first)
                .filter(distance -> distance <= head)
                .sorted()
                .distinct()
                .map(distance -> head - distance)
                .boxed()
                .toList();
    }
}
