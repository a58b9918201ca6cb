package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.store.StoredBlock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code write.lua} is called with; it names the places. */
final class WriteArguments {
    private static final byte[] NONE = new byte[0];
    private static final byte[] YES = ascii("1");
    private static final byte[] NO = ascii("0");
    private static final long RANK_UNKNOWN = 0;
    private static final long RANK_FROM_DISK = 1;
    private static final long RANK_OF_FIRST_EVENT = 2;
    /** What an event needs besides the bodies in it. */
    private static final int OVERHEAD_BYTES = 512;

    private final byte[] life;
    private final byte[] window;

    WriteArguments(long windowBlocks, Duration fillLife) {
        life = ascii(fillLife.toMillis());
        window = ascii(windowBlocks);
    }

    /**
     * @param run   the events that wait for one another
     * @param after place in the run of the event before this; empty for the first
     * @param place of this event in the run; empty for the last
     */
    List<byte[]> of(ChainEvent event, String run, String after, String place) {
        List<byte[]> arguments = new ArrayList<>(16);
        String operation = operation(event);
        arguments.addAll(List.of(ascii(operation), life, window, eight(event.sequence())));
        arguments.addAll(List.of(ascii(run), ascii(after), ascii(place)));
        arguments.add(head(event.sequence(), event.envelope().head()));
        if (event.payload() instanceof BlockAppended appended) {
            boolean known = appended.block().receipts().isPresent();
            addBlock(
                    arguments,
                    BlockEntry.of(appended.block()),
                    known ? event.sequence() + RANK_OF_FIRST_EVENT : RANK_UNKNOWN);
        } else if (event.payload() instanceof BlockReverted reverted) {
            arguments.add(eight(reverted.block().number()));
        } else if (event.payload() instanceof FinalityAdvanced finality) {
            arguments.add(finality(finality));
        }
        return arguments;
    }

    /** @param canonical whether the disk had it in its canonical index */
    List<byte[]> fill(StoredBlock block, boolean canonical) {
        List<byte[]> arguments = new ArrayList<>(16);
        arguments.addAll(
                List.of(ascii("fill"), life, window, eight(block.header().sequence())));
        arguments.addAll(List.of(canonical ? YES : NO, NONE, NONE, NONE));
        addBlock(arguments, BlockEntry.of(block), block.header().receiptsKnown() ? RANK_FROM_DISK : RANK_UNKNOWN);
        return arguments;
    }

    /** About how many bytes an event is on its way to Redis. */
    static long bytes(ChainEvent event) {
        if (!(event.payload() instanceof BlockAppended appended)) {
            return OVERHEAD_BYTES;
        }
        Block block = appended.block();
        long bytes = OVERHEAD_BYTES + block.header().size();
        for (Transaction transaction : block.transactions()) {
            bytes += transaction.hash().array().length + transaction.body().size();
        }
        for (Receipt receipt : block.receipts().orElse(List.of())) {
            bytes += receipt.body().size();
        }
        return bytes;
    }

    private static String operation(ChainEvent event) {
        if (event.payload() instanceof BlockAppended) {
            return "append";
        }
        return event.payload() instanceof BlockReverted ? "revert" : "finality";
    }

    private static void addBlock(List<byte[]> arguments, BlockEntry block, long receiptsRank) {
        arguments.add(eight(block.ref().number()));
        arguments.add(block.ref().hash().array());
        arguments.add(block.header());
        arguments.add(block.hashes());
        arguments.add(block.places());
        arguments.add(block.bodies());
        arguments.add(block.receipts());
        arguments.add(eight(receiptsRank));
        arguments.add(block.terms().map(terms -> ranked(receiptsRank, terms)).orElse(NONE));
    }

    private static byte[] ranked(long rank, byte[] terms) {
        return ByteBuffer.allocate(Long.BYTES + terms.length)
                .putLong(rank)
                .put(terms)
                .array();
    }

    private static byte[] head(long sequence, BlockRef head) {
        byte[] hash = head.hash().array();
        return ByteBuffer.allocate(16 + hash.length)
                .putLong(sequence)
                .putLong(head.number())
                .put(hash)
                .array();
    }

    private static byte[] finality(FinalityAdvanced finality) {
        ByteBuffer value = ByteBuffer.allocate(finalityBytes(finality.safe()) + finalityBytes(finality.finalized()));
        putOptional(value, finality.safe());
        putOptional(value, finality.finalized());
        return value.array();
    }

    private static int finalityBytes(Optional<BlockRef> ref) {
        return 9 + ref.map(known -> known.hash().array().length).orElse(0);
    }

    private static void putOptional(ByteBuffer out, Optional<BlockRef> ref) {
        byte[] hash = ref.map(known -> known.hash().array()).orElse(NONE);
        out.put((byte) hash.length)
                .putLong(ref.map(BlockRef::number).orElse(0L))
                .put(hash);
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static byte[] ascii(long value) {
        return ascii(Long.toString(value));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
