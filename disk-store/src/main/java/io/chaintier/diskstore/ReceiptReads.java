package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.diskstore.LogCandidates.Told;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogPage.IndexedReceipt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Reads some receipts of many blocks: of each block the chunks they are in, or all chunks where they are many. */
final class ReceiptReads {
    /** For more receipts of a block than these all its chunks are read. */
    private static final int FEW = 4;

    /** @param places in the block */
    private record Wanted(CanonicalBlocks.Block block, BitSet places) {
        boolean isFew() {
            return places.cardinality() <= FEW;
        }
    }

    private final ReadStatements statements;
    private final FactReads facts;

    ReceiptReads(ReadStatements statements, ChainId chain) {
        this.statements = statements;
        facts = new FactReads(statements, chain);
    }

    /**
     * @param told   places of receipts; those of an event that a block's receipts are not of are passed over
     * @param blocks the canonical blocks at all these numbers
     */
    List<BlockReceipts> receipts(SortedMap<Told, BitSet> told, NavigableMap<Long, CanonicalBlocks.Block> blocks) {
        List<Wanted> wanted = new ArrayList<>();
        told.forEach((event, places) -> Optional.ofNullable(blocks.get(event.number()))
                .filter(block -> block.found()
                        .receipts()
                        .filter(receipts -> receipts.sequence() == event.sequence())
                        .isPresent())
                .ifPresent(block -> wanted.add(new Wanted(block, places))));
        List<BlockReceipts> found = new ArrayList<>();
        InTurns.ask(
                wanted,
                this::ask,
                (each, answer) -> found.add(blockReceipts(
                        each,
                        statements.await(
                                "read receipts of "
                                        + each.block().found().header().ref(),
                                answer))));
        return found;
    }

    /** The chunk of each receipt, or one list of all chunks. */
    private CompletableFuture<List<List<Row>>> ask(Wanted wanted) {
        FoundBlock block = wanted.block().found();
        Hash hash = block.header().ref().hash();
        long sequence = FactReads.sequence(Body.RECEIPT, block);
        if (!wanted.isFew()) {
            return facts.chunks(Body.RECEIPT, block).thenApply(List::of);
        }
        List<CompletableFuture<List<Row>>> chunks = wanted.places().stream()
                .mapToObj(place -> facts.chunkOf(Body.RECEIPT, hash, sequence, place))
                .toList();
        return CompletableFuture.allOf(chunks.toArray(CompletableFuture[]::new))
                .thenApply(done -> chunks.stream().map(CompletableFuture::join).toList());
    }

    private BlockReceipts blockReceipts(Wanted wanted, List<List<Row>> rows) {
        FoundBlock block = wanted.block().found();
        int[] places = wanted.places().stream().toArray();
        List<Bytes> bodies;
        if (wanted.isFew()) {
            bodies = IntStream.range(0, places.length)
                    .mapToObj(i -> facts.body(Body.RECEIPT, block, places[i], rows.get(i)))
                    .toList();
        } else {
            List<Bytes> all = facts.bodies(Body.RECEIPT, block, rows.get(0));
            bodies = wanted.places().stream().mapToObj(all::get).toList();
        }
        List<Hash> hashes = wanted.block().transactionHashes();
        return new BlockReceipts(
                block.header(),
                IntStream.range(0, places.length)
                        .mapToObj(i -> new IndexedReceipt(places[i], hashes.get(places[i]), bodies.get(i)))
                        .toList());
    }
}
