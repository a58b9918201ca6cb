package io.chaintier.producer.publish;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.Publishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publishes blocks 0 to LAST from where the topic ends, and says which are confirmed: {@code BOOTSTRAP CHAIN LAST}.
 * Every tenth block is abandoned for another branch, four blocks deep.
 */
public final class PublishingChild {
    private static final int DEPTH = 4;

    private PublishingChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChainId chain = ChainId.parse(arguments[1]);
        long last = Long.parseLong(arguments[2]);
        try (ChainPublisher publisher = ChainPublisher.open(Publishers.config(arguments[0], chain, "child"), chain)) {
            PatientPublisher patient = new PatientPublisher(publisher);
            Optional<BlockRef> head = publisher.head();
            while (head.isEmpty() || head.get().number() < last) {
                BlockRef next = publishNext(publisher, patient, head);
                head = Optional.of(next);
            }
            patient.confirm();
        }
    }

    private static BlockRef publishNext(ChainPublisher publisher, PatientPublisher patient, Optional<BlockRef> head)
            throws InterruptedException {
        long number = head.map(BlockRef::number).orElse(-1L);
        if (number % 10 == 9 && head.get().equals(Blocks.ref(number, 0))) {
            patient.publish(otherBranch(number));
            return Blocks.ref(number, 1);
        }
        int parentBranch =
                head.filter(block -> block.equals(Blocks.ref(number, 1))).isPresent() ? 1 : 0;
        Block block = Blocks.block(number + 1, 0, parentBranch, 3, 400);
        patient.publish(Publication.append(block));
        if (number % 25 == 0) {
            patient.confirm();
            System.out.println("confirmed " + publisher.head().get().number());
        }
        return block.ref();
    }

    private static Publication otherBranch(long top) {
        List<BlockRef> reverted = new ArrayList<>();
        List<Block> appended = new ArrayList<>();
        BlockRef ancestor = Blocks.ref(top - DEPTH, 0);
        for (long number = top; number > top - DEPTH; number--) {
            reverted.add(Blocks.ref(number, 0));
            appended.add(0, Blocks.block(number, 1, number - 1 == ancestor.number() ? 0 : 1, 3, 400));
        }
        return Publication.reorganise(reverted, ancestor, appended);
    }
}
