package io.chaintier.topics;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** What Kafka's admin client answers, with its failures as Kafka's other clients throw them. */
public final class AdminAnswers {
    private AdminAnswers() {}

    /**
     * Waits for an answer; bounded by the admin client's own {@code default.api.timeout.ms}.
     *
     * @throws KafkaException     if the brokers refused, or did not answer
     * @throws InterruptException if the thread was interrupted
     */
    public static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }
}
