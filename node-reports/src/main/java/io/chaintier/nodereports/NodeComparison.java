package io.chaintier.nodereports;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.Hash;
import io.chaintier.nodereports.NodeStatus.Syncing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * A node beside the canonical chain.
 *
 * @param node       what it reported
 * @param behind     blocks from its head up to the canonical one, negative where it is ahead; empty where one of the two
 *                   is not known
 * @param divergence where its chain is another; empty where no difference is known
 * @param silent     whether reports that ought to have come have not
 */
public record NodeComparison(ReportedNode node, OptionalLong behind, Optional<Divergence> divergence, boolean silent) {
    public NodeComparison {
        requireNonNull(node, "node");
        requireNonNull(behind, "behind");
        requireNonNull(divergence, "divergence");
    }

    /**
     * Compares what a node reported with the canonical chain. Asks for as many canonical blocks as the node has that
     * differ, and one more.
     *
     * @param head      of the canonical chain; empty where it has no block
     * @param canonical hash of the canonical block at a number; empty where there is none, or none is known
     */
    public static NodeComparison of(
            ReportedNode node, Optional<BlockRef> head, LongFunction<Optional<Hash>> canonical, Instant now) {
        Optional<BlockRef> own = node.report().status().head();
        OptionalLong behind = head.isPresent() && own.isPresent()
                ? OptionalLong.of(head.get().number() - own.get().number())
                : OptionalLong.empty();
        return new NodeComparison(node, behind, divergence(node.report().blocks(), canonical), node.isSilent(now));
    }

    private static Optional<Divergence> divergence(List<BlockRef> blocks, LongFunction<Optional<Hash>> canonical) {
        OptionalLong differsAt = OptionalLong.empty();
        OptionalLong agreedAt = OptionalLong.empty();
        for (BlockRef block : newestFirst(blocks)) {
            Optional<Hash> ours = canonical.apply(block.number());
            if (ours.equals(Optional.of(block.hash()))) {
                // What lies below is what this block says lies below.
                agreedAt = OptionalLong.of(block.number());
                break;
            }
            if (ours.isPresent()) {
                differsAt = OptionalLong.of(block.number());
            }
        }
        return differsAt.isPresent() ? Optional.of(new Divergence(agreedAt, differsAt.getAsLong())) : Optional.empty();
    }

    private static List<BlockRef> newestFirst(List<BlockRef> blocks) {
        return blocks.stream()
                .sorted((one, other) -> Long.compare(other.number(), one.number()))
                .toList();
    }

    /** What an operator should know, worst first; empty where the node is as it should be. */
    public List<String> remarks() {
        NodeStatus status = node.report().status();
        List<String> remarks = new ArrayList<>();
        divergence.ifPresent(where -> remarks.add("differs from the canonical chain from " + where + " on"));
        if (silent) {
            remarks.add("silent");
        }
        status.failure().ifPresent(remarks::add);
        status.syncing().ifPresent(syncing -> remarks.add(describe(syncing)));
        behind.ifPresent(blocks -> {
            if (blocks > 0) {
                remarks.add(blocks + (blocks == 1 ? " block" : " blocks") + " behind");
            } else if (blocks < 0) {
                remarks.add(-blocks + (blocks == -1 ? " block" : " blocks") + " ahead");
            }
        });
        return remarks;
    }

    private static String describe(Syncing syncing) {
        return syncing.current().isPresent() && syncing.highest().isPresent()
                ? "syncing, at " + syncing.current().getAsLong() + " of "
                        + syncing.highest().getAsLong()
                : "syncing";
    }
}
