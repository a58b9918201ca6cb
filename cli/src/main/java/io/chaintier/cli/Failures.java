package io.chaintier.cli;

import io.chaintier.config.SettingsException;
import io.chaintier.evm.MalformedChainDataException;
import io.chaintier.localstack.StackException;
import io.chaintier.producer.follow.FollowException;
import io.chaintier.producer.importer.ImportException;
import io.chaintier.producer.publish.PublicationRejectedException;
import io.chaintier.producer.publish.PublisherFailedException;
import io.chaintier.producer.publish.PublisherFencedException;
import io.chaintier.sinkruntime.SinkFailedException;
import io.chaintier.spill.SpillRefusedException;
import io.chaintier.store.StoreMisconfiguredException;
import io.chaintier.topics.TopicsUnusableException;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What a failure means to whoever started the command: the message to show and the exit code. */
final class Failures {
    /** Failures that a restart alone does not mend. Everything else may be an outage. */
    private static final List<Class<? extends Exception>> LASTING = List.of(
            SinkFailedException.class,
            SpillRefusedException.class,
            PublisherFencedException.class,
            PublisherFailedException.class,
            PublicationRejectedException.class,
            TopicsUnusableException.class,
            ImportException.class,
            FollowException.class,
            MalformedChainDataException.class,
            StackException.class,
            StoreMisconfiguredException.class,
            AuthenticationException.class,
            AuthorizationException.class);

    private Failures() {}

    static int exitCode(Throwable failure) {
        if (failure instanceof SettingsException) {
            return ExitCode.USAGE;
        }
        if (failure instanceof CommandException command) {
            return command.exitCode();
        }
        return LASTING.stream().anyMatch(type -> type.isInstance(failure))
                ? ExitCode.RESTART_WILL_NOT_HELP
                : ExitCode.RESTART_MAY_HELP;
    }

    /** The failure's own words; with its type where they would say little alone. */
    static String message(Throwable failure) {
        boolean ours = failure.getClass().getName().startsWith("io.chaintier.");
        return ours && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }
}
