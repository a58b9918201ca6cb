package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chaintier.evm.EvmRenderer;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.ReceiptLog;
import io.chaintier.gateway.feed.HeadChange;
import io.chaintier.gateway.feed.HeadChange.Kind;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.StoredBlock;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Changes as clients are told of them. What is the same for all is made once. Safe for many threads. */
final class News {
    /** What a header has not, but a block answered by {@code eth_getBlockByHash} has. */
    private static final Set<String> NOT_OF_HEADERS =
            Set.of("transactions", "uncles", "size", "totalDifficulty", "withdrawals");

    private static final int REMEMBERED_CHANGES = 64;

    private final EvmRenderer renderer;
    private final Cache<HeadChange, String> headers = cache();
    private final Cache<HeadChange, List<ReceiptLog>> logs = cache();

    News(EvmRenderer renderer) {
        this.renderer = renderer;
    }

    /** By identity: a change is one object for all who are told of it. */
    private static <T> Cache<HeadChange, T> cache() {
        return Caffeine.newBuilder().weakKeys().maximumSize(REMEMBERED_CHANGES).build();
    }

    /** The header of the block, as {@code newHeads} has it. */
    String header(HeadChange change) {
        return headers.get(change, key -> {
            StringWriter text = new StringWriter();
            try (JsonGenerator out = Json.MAPPER.createGenerator(text)) {
                renderer.writeBlock(out, Results.context(key.block().header()), List.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return withoutBody(text.toString());
        });
    }

    private static String withoutBody(String block) {
        try {
            ObjectNode header = (ObjectNode) Json.MAPPER.readTree(block);
            return header.remove(NOT_OF_HEADERS).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The logs of the change that somebody wants, each as it is asked for: in chain order, or backwards and as removed
     * where their block was abandoned.
     */
    Iterator<String> logs(HeadChange change, LogFilter filter) throws ReceiptsNotKnownException {
        BlockHeader header = change.block().header();
        if (!filter.matchesNews(header.ref())) {
            return Collections.emptyIterator();
        }
        if (!header.receiptsKnown()) {
            throw new ReceiptsNotKnownException(header.ref());
        }
        boolean removed = change.kind() == Kind.REVERTED;
        return logs.get(change, News::inOrder).stream()
                .filter(filter::matches)
                .map(log -> text(log, removed))
                .iterator();
    }

    private static List<ReceiptLog> inOrder(HeadChange change) {
        StoredBlock block = change.block();
        BlockContext context = Results.context(block.header());
        List<ReceiptLog> all = new ArrayList<>();
        for (int i = 0; i < block.receipts().size(); i++) {
            all.addAll(ReceiptLog.of(
                    context,
                    i,
                    block.transactionHashes().get(i),
                    block.receipts().get(i)));
        }
        if (change.kind() == Kind.REVERTED) {
            Collections.reverse(all);
        }
        return List.copyOf(all);
    }

    private static String text(ReceiptLog log, boolean removed) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.MAPPER.createGenerator(text)) {
            log.write(out, removed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
