package io.chaintier.producer.publish;

import io.chaintier.event.ChainId;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.topics.TopicsUnusableException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Which failures of Kafka time can heal. */
final class Failures {
    private static final List<Class<? extends Throwable>> PERMANENT = List.of(
            AuthenticationException.class,
            AuthorizationException.class,
            ConfigException.class,
            InvalidConfigurationException.class,
            MalformedEventException.class,
            RecordBatchTooLargeException.class,
            RecordTooLargeException.class,
            TopicsUnusableException.class,
            UnknownSchemaException.class,
            UnsupportedVersionException.class);

    private Failures() {}

    /**
     * The failure as what ends a publisher; empty where trying again may help, which is also what an unknown failure
     * of Kafka is taken for.
     */
    static Optional<PublisherException> permanent(ChainId chain, RuntimeException failure) {
        if (failure instanceof PublisherException known) {
            return Optional.of(known);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable shown = cause;
            if (PERMANENT.stream().anyMatch(type -> type.isInstance(shown))) {
                return Optional.of(failed(chain, shown.getMessage(), failure));
            }
        }
        return failure instanceof KafkaException
                ? Optional.empty()
                : Optional.of(failed(chain, "a defect: " + failure, failure));
    }

    private static PublisherFailedException failed(ChainId chain, String why, RuntimeException failure) {
        return new PublisherFailedException("the publisher of " + chain + " cannot go on: " + why, failure);
    }
}
