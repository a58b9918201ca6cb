package io.chaintier.diskstore;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Writes where transactions are: one small row per transaction, the largest part of what a transaction costs. The rows
 * of all blocks of a call are sorted by partition and go out in batches: what the servers do per request is then shared.
 */
final class LocationWrites {
    /** Servers complain about batches of more than 10 partitions or 5 KiB. */
    private static final int BATCH_PARTITIONS = 10;

    private static final int BATCH_ROWS = 30;

    /** A row's place in the call in one sortable number: bucket, event, position. */
    private static final int EVENT_BITS = 20;

    private static final int POSITION_BITS = 31;

    private final WriteStatements statements;
    private final WriteRound round;
    private final List<ChainEvent> events;

    private final List<Write> rows = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();
    private int partitions;

    /** @param events of the call, fewer than a million */
    LocationWrites(WriteStatements statements, WriteRound round, List<ChainEvent> events) {
        this.statements = statements;
        this.round = round;
        this.events = events;
    }

    /** @param ofChain events of one chain by their place in the call */
    void send(List<Integer> ofChain) {
        long[] places =
                ofChain.stream().flatMapToLong(this::placesOfBlock).sorted().toArray();
        long partition = -1;
        for (long place : places) {
            long bucket = place >>> EVENT_BITS + POSITION_BITS;
            if (rows.size() == BATCH_ROWS || bucket != partition && partitions == BATCH_PARTITIONS) {
                sendBatch();
                partition = -1;
            }
            if (bucket != partition) {
                partition = bucket;
                partitions++;
            }
            add(place);
        }
        sendBatch();
    }

    private LongStream placesOfBlock(int event) {
        if (!(events.get(event).payload() instanceof BlockAppended appended)) {
            return LongStream.empty();
        }
        List<Transaction> transactions = appended.block().transactions();
        return IntStream.range(0, transactions.size()).mapToLong(position -> {
            long bucket = Buckets.ofTransaction(transactions.get(position).hash());
            return (bucket << EVENT_BITS | event) << POSITION_BITS | position;
        });
    }

    private void add(long place) {
        int index = (int) (place >>> POSITION_BITS) & ((1 << EVENT_BITS) - 1);
        int position = (int) place & Integer.MAX_VALUE;
        ChainEvent event = events.get(index);
        Block block = ((BlockAppended) event.payload()).block();
        Transaction transaction = block.transactions().get(position);
        rows.add(statements.location(event.chain(), event.sequence(), block.ref(), transaction, position));
        owners.add(index);
    }

    private void sendBatch() {
        if (!rows.isEmpty()) {
            round.sendBatch(
                    "write locations of transactions",
                    List.copyOf(rows),
                    partitions,
                    owners.stream().mapToInt(Integer::intValue).distinct().toArray());
            rows.clear();
            owners.clear();
            partitions = 0;
        }
    }
}
