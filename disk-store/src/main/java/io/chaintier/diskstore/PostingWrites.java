package io.chaintier.diskstore;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Receipt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the log index: of every block one small row for each distinct term, which says in which receipts it is, and one
 * row that says which receipts have logs at all. The rows of all blocks of a call are sorted by partition and go out in
 * batches. A row is found by the sequence of its event, as chunks are, so a block told in two forms has two of it, and
 * the block's row says which one counts.
 */
final class PostingWrites {
    /** Servers complain about batches of more than 10 partitions or 5 KiB. */
    private static final int BATCH_PARTITIONS = 10;

    private static final int BATCH_BYTES = 4_500;
    private static final int ROW_BYTES = 60;

    /** @param event its place in the call */
    private record Posting(long bucket, LogTerm term, int event, BitSet receipts) {
        boolean sharesPartition(Posting other) {
            return bucket == other.bucket && term.shard() == other.term.shard();
        }
    }

    private static final Comparator<Posting> BY_PARTITION = Comparator.comparingLong(Posting::bucket)
            .thenComparingInt(posting -> posting.term().shard());

    private final WriteStatements statements;
    private final WriteRound round;
    private final List<ChainEvent> events;

    PostingWrites(WriteStatements statements, WriteRound round, List<ChainEvent> events) {
        this.statements = statements;
        this.round = round;
        this.events = events;
    }

    /** @param ofChain events of one chain by their place in the call */
    void send(List<Integer> ofChain) {
        List<Posting> postings = new ArrayList<>();
        for (int event : ofChain) {
            if (events.get(event).payload() instanceof BlockAppended appended) {
                addPostings(event, appended.block(), postings);
            }
        }
        postings.sort(BY_PARTITION);
        int from = 0;
        while (from < postings.size()) {
            from = sendBatch(postings, from);
        }
    }

    private static void addPostings(int event, Block block, List<Posting> postings) {
        long bucket = LogPartitions.bucketOf(block.ref().number());
        if (block.receipts().isEmpty()) {
            postings.add(new Posting(bucket, LogTerm.UNKNOWN, event, new BitSet()));
            return;
        }
        List<Receipt> receipts = block.receipts().get();
        Map<LogTerm, BitSet> byTerm = new HashMap<>();
        for (int place = 0; place < receipts.size(); place++) {
            for (Bytes term : receipts.get(place).terms()) {
                byTerm.computeIfAbsent(LogTerm.of(term), any -> new BitSet()).set(place);
                byTerm.computeIfAbsent(LogTerm.ANY, any -> new BitSet()).set(place);
            }
        }
        byTerm.forEach((term, places) -> postings.add(new Posting(bucket, term, event, places)));
    }

    /** @return place of the first posting that is not in it */
    private int sendBatch(List<Posting> postings, int from) {
        List<Write> rows = new ArrayList<>();
        int partitions = 0;
        int bytes = 0;
        int to = from;
        while (to < postings.size()) {
            Posting posting = postings.get(to);
            ByteBuffer receipts = Postings.pack(posting.receipts());
            boolean newPartition = to == from || !posting.sharesPartition(postings.get(to - 1));
            boolean isFull = newPartition && partitions == BATCH_PARTITIONS
                    || bytes + ROW_BYTES + receipts.remaining() > BATCH_BYTES;
            if (isFull && to > from) {
                break;
            }
            rows.add(write(posting, receipts));
            partitions += newPartition ? 1 : 0;
            bytes += ROW_BYTES + receipts.remaining();
            to++;
        }
        round.sendBatch("write the log index", rows, partitions, events(postings.subList(from, to)));
        return to;
    }

    private Write write(Posting posting, ByteBuffer receipts) {
        ChainEvent event = events.get(posting.event());
        long number = ((BlockAppended) event.payload()).block().ref().number();
        return statements.posting(event.chain(), event.sequence(), number, posting.term(), receipts);
    }

    private static int[] events(List<Posting> postings) {
        return postings.stream().mapToInt(Posting::event).distinct().toArray();
    }
}
