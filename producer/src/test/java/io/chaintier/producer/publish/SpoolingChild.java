package io.chaintier.producer.publish;

import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.PublisherStatus.State;
import io.chaintier.producer.testing.Blocks;
import io.chaintier.producer.testing.Publishers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Publishes blocks for ever, from where the topic and the spool end, and says which are safe, in the topic or in the
 * spool: {@code BOOTSTRAP CHAIN SPOOL-DIRECTORY}.
 */
public final class SpoolingChild {
    private SpoolingChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChainId chain = ChainId.parse(arguments[1]);
        PublisherConfig config =
                Publishers.config(arguments[0], chain, "child", Publishers.spooling(Path.of(arguments[2])));
        ChainPublisher publisher = ChainPublisher.open(config, chain);
        while (!publisher.awaitConfirmed(Duration.ofSeconds(1))) {
            System.out.println("waiting");
        }
        long number = publisher.head().map(BlockRef::number).orElse(-1L);
        System.out.println("resumed " + number);
        while (true) {
            number++;
            publisher.publish(Publication.append(Blocks.block(number, 0, 0, 5, 400)));
            if (number % 20 == 0) {
                sayWhatIsSafe(publisher, number);
            }
            Thread.sleep(1);
        }
    }

    private static void sayWhatIsSafe(ChainPublisher publisher, long handedOff) {
        PublisherStatus status = publisher.status();
        if (status.state() == State.SPOOLING && status.waitingPublications() == 0) {
            System.out.println("safe " + handedOff);
        } else {
            publisher.head().ifPresent(head -> System.out.println("safe " + head.number()));
        }
    }
}
