package io.chaintier.diskstore;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreRejectedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One call of {@link CassandraChainWriter#apply}. Four steps, each begun when the one before it is answered and only for
 * the events that it went well for, so that death at any point leaves nothing visible that is not whole (I3):
 * <ol>
 * <li>chunks, transaction locations and log postings of all blocks;
 * <li>the block rows, which make a block visible by hash;
 * <li>the canonical numbers of blocks that were appended, in order;
 * <li>the heads, and after them the numbers that are left without a block: those lie above the head by then.
 * </ol>
 */
final class EventRun {
    private static final int REGISTERS_IN_BATCH = 50;

    /** A row of one cell above this would come too near to what a server takes in one request (16 MiB by default). */
    private static final int MAX_ROW_BYTES = 8 * 1024 * 1024;

    /** Rows that a block's chunks are in. */
    private record Rows(int transactions, Optional<Integer> receipts) {}

    /**
     * @param hash  empty where there is no canonical block any more
     * @param event the newest event that says it
     * @param first the oldest event of this run about this number, overtaken by the newest
     */
    private record Register(long number, Optional<Hash> hash, int event, int first) {}

    private final WriteStatements statements;
    private final List<ChainEvent> events;
    private final WriteRound round;
    private final Rows[] rows;

    EventRun(WriteStatements statements, int maxInFlight, List<ChainEvent> events) {
        this.statements = statements;
        this.events = events;
        round = new WriteRound(maxInFlight, events.size());
        rows = new Rows[events.size()];
    }

    List<Outcome> apply() {
        Map<ChainId, List<Integer>> chains = new LinkedHashMap<>();
        for (int event = 0; event < events.size(); event++) {
            chains.computeIfAbsent(events.get(event).chain(), chain -> new ArrayList<>())
                    .add(event);
        }
        for (int event = 0; event < events.size(); event++) {
            writeChunks(event);
        }
        LocationWrites locations = new LocationWrites(statements, round, events);
        chains.values().forEach(locations::send);
        PostingWrites postings = new PostingWrites(statements, round, events);
        chains.values().forEach(postings::send);
        round.await();
        for (int event = 0; event < events.size(); event++) {
            writeBlock(event);
        }
        round.await();
        chains.values().forEach(this::movePointers);
        return round.outcomes();
    }

    private void writeChunks(int index) {
        ChainEvent event = events.get(index);
        block(event.payload()).ifPresent(block -> {
            Hash hash = block.ref().hash();
            List<Chunks.Row> transactions = Chunks.cut(
                    block.transactions().stream().map(Transaction::body).toList());
            for (Chunks.Row row : transactions) {
                Write write = statements.transactionChunk(event.chain(), event.sequence(), hash, row);
                round.send(
                        "write transactions of " + block.ref(),
                        write,
                        row.items().limit(),
                        index);
            }
            Optional<List<Chunks.Row>> receipts = block.receipts()
                    .map(known -> Chunks.cut(known.stream().map(Receipt::body).toList()));
            for (Chunks.Row row : receipts.orElse(List.of())) {
                Write write = statements.receiptChunk(event.chain(), event.sequence(), hash, row);
                round.send(
                        "write receipts of " + block.ref(), write, row.items().limit(), index);
            }
            rows[index] = new Rows(transactions.size(), receipts.map(List::size));
        });
    }

    private void writeBlock(int index) {
        ChainEvent event = events.get(index);
        if (rows[index] == null || round.failure(index).isPresent()) {
            return;
        }
        Block block = block(event.payload()).orElseThrow();
        ByteBuffer hashes = WriteStatements.hashes(block.transactions());
        long bytes = (long) hashes.limit() + block.header().size();
        if (bytes > MAX_ROW_BYTES) {
            round.fail(
                    new StoreRejectedException("block " + block.ref() + " has a header and transaction hashes of "
                            + bytes + " bytes; at most " + MAX_ROW_BYTES + " can be stored"),
                    index);
            return;
        }
        Write write = statements.block(
                event.chain(), event.sequence(), block, hashes, rows[index].transactions(), rows[index].receipts());
        round.send("write block " + block.ref(), write, bytes, index);
    }

    private void movePointers(List<Integer> ofChain) {
        List<Integer> sound = soundPrefix(ofChain);
        Map<Long, Register> registers = registers(sound);
        writeRegisters(registers.values().stream()
                .filter(register -> register.hash().isPresent())
                .toList());
        List<Integer> appended = soundPrefix(sound);
        writeHead(appended);
        List<Integer> headed = soundPrefix(appended);
        writeRegisters(registers.values().stream()
                .filter(register -> register.hash().isEmpty()
                        && round.failure(register.event()).isEmpty())
                .toList());
        soundPrefix(headed);
    }

    /**
     * The events that went well so far, up to the first that failed for another reason than its content; those behind it
     * are held back with its cause.
     */
    private List<Integer> soundPrefix(List<Integer> ofChain) {
        List<Integer> sound = new ArrayList<>();
        for (int place = 0; place < ofChain.size(); place++) {
            int event = ofChain.get(place);
            Optional<StoreException> failure = round.failure(event);
            if (failure.isEmpty()) {
                sound.add(event);
            } else if (!(failure.get() instanceof StoreRejectedException)) {
                ofChain.subList(place, ofChain.size()).forEach(behind -> round.fail(failure.get(), behind));
                break;
            }
        }
        return sound;
    }

    /** What the events leave at each number they touch, in the order of the newest event about it. */
    private Map<Long, Register> registers(List<Integer> ofChain) {
        Map<Long, Register> registers = new LinkedHashMap<>();
        for (int event : ofChain) {
            Payload payload = events.get(event).payload();
            if (payload instanceof BlockAppended appended) {
                BlockRef ref = appended.block().ref();
                put(registers, ref.number(), Optional.of(ref.hash()), event);
            } else if (payload instanceof BlockReverted reverted) {
                put(registers, reverted.block().number(), Optional.empty(), event);
            }
        }
        return registers;
    }

    private static void put(Map<Long, Register> registers, long number, Optional<Hash> hash, int event) {
        Register overtaken = registers.remove(number);
        registers.put(number, new Register(number, hash, event, overtaken == null ? event : overtaken.first()));
    }

    /** In order, a batch of one partition at a time; nothing is written behind a batch that failed. */
    private void writeRegisters(List<Register> registers) {
        int from = 0;
        while (from < registers.size()) {
            int to = endOfBatch(registers, from);
            List<Register> batch = registers.subList(from, to);
            round.sendBatch(
                    "write canonical block numbers",
                    batch.stream().map(this::write).toList(),
                    1,
                    eventsOf(batch));
            round.await();
            Optional<StoreException> failure = round.failure(batch.get(0).event());
            if (failure.isPresent()) {
                round.fail(failure.get(), eventsOf(registers.subList(from, registers.size())));
                return;
            }
            from = to;
        }
    }

    private static int endOfBatch(List<Register> registers, int from) {
        long bucket = Buckets.ofNumber(registers.get(from).number());
        int to = from + 1;
        while (to < registers.size()
                && to - from < REGISTERS_IN_BATCH
                && Buckets.ofNumber(registers.get(to).number()) == bucket) {
            to++;
        }
        return to;
    }

    private Write write(Register register) {
        ChainEvent event = events.get(register.event());
        return statements.canonical(event.chain(), event.sequence(), register.number(), register.hash());
    }

    private static int[] eventsOf(List<Register> registers) {
        return registers.stream()
                .flatMapToInt(register -> IntStream.of(register.first(), register.event()))
                .toArray();
    }

    /** The head that the last event states and what the last one about finality says; one row, so one write. */
    private void writeHead(List<Integer> ofChain) {
        if (ofChain.isEmpty()) {
            return;
        }
        ChainEvent last = events.get(ofChain.get(ofChain.size() - 1));
        List<Write> writes = new ArrayList<>();
        writes.add(
                statements.head(last.chain(), last.sequence(), last.envelope().head()));
        for (int place = ofChain.size() - 1; place >= 0 && writes.size() == 1; place--) {
            ChainEvent event = events.get(ofChain.get(place));
            if (event.payload() instanceof FinalityAdvanced says) {
                writes.add(statements.finality(event.chain(), event.sequence(), says));
            }
        }
        round.sendBatch(
                "write the head of " + last.chain(),
                writes,
                1,
                ofChain.stream().mapToInt(Integer::intValue).toArray());
        round.await();
    }

    private static Optional<Block> block(Payload payload) {
        return payload instanceof BlockAppended appended ? Optional.of(appended.block()) : Optional.empty();
    }
}
