package io.chaintier.gateway.nodes;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.TieredReader.KnownStates;
import io.chaintier.nodereports.NodeComparison;
import io.chaintier.nodereports.NodeReport;
import io.chaintier.nodereports.ReportedNode;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * All nodes of a chain that are reported, side by side.
 *
 * @param head     of the canonical chain; empty where it has no block
 * @param nodes    in the order of their names
 * @param complete whether every tier answered; if not, there may be more nodes, and newer reports
 */
public record NodeOverview(ChainId chain, Optional<BlockRef> head, List<NodeComparison> nodes, boolean complete) {
    public NodeOverview {
        requireNonNull(chain, "chain");
        requireNonNull(head, "head");
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads the newest reports, and of the canonical chain what they are compared with.
     *
     * @throws io.chaintier.store.StoreException if no tier can answer
     */
    public static NodeOverview read(TieredReader reader, ChainId chain, Instant now) {
        KnownStates reports = reader.states(chain, NodeReport.NAMESPACE);
        Optional<BlockRef> head = reader.head(chain).value().map(ChainHead::head);
        LongFunction<Optional<Hash>> canonical = canonical(reader, chain, head);
        return new NodeOverview(
                chain,
                head,
                reports.entries().stream()
                        .flatMap(entry -> ReportedNode.of(entry).stream())
                        .map(node -> NodeComparison.of(node, head, canonical, now))
                        .toList(),
                reports.complete());
    }

    /** Nodes report the same numbers mostly, so each is looked up once. */
    private static LongFunction<Optional<Hash>> canonical(TieredReader reader, ChainId chain, Optional<BlockRef> head) {
        Map<Long, Optional<Hash>> known = new HashMap<>();
        head.ifPresent(block -> known.put(block.number(), Optional.of(block.hash())));
        long top = head.map(BlockRef::number).orElse(-1L);
        return number -> number > top
                ? Optional.empty()
                : known.computeIfAbsent(
                        number,
                        missing -> reader.block(chain, BlockSelector.number(missing), BlockDetail.HEADER)
                                .value()
                                .map(block -> block.header().ref().hash()));
    }
}
