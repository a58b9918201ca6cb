package io.chaintier.producer.testing;

import io.chaintier.localstack.KafkaServer;
import io.chaintier.localstack.LocalStack;
import io.chaintier.localstack.ServerKind;
import io.chaintier.localstack.StackOptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a Kafka that they may stop, freeze and kill: one for all test classes of a process, which runs and answers
 * whenever a test begins. Test classes take it in their constructor.
 */
public final class OwnKafka implements BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OwnKafka.class);

    /** Ends with the test run. */
    private record Started(LocalStack stack) implements AutoCloseable {
        @Override
        public void close() {
            stack.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        KafkaServer kafka = kafka(context);
        kafka.resume();
        kafka.start();
        kafka.awaitReady();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return kafka(context);
    }

    private static KafkaServer kafka(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("kafka", key -> start(), Started.class)
                .stack()
                .kafka();
    }

    private static Started start() {
        return new Started(LocalStack.start(StackOptions.inTemporaryDirectory().withServers(ServerKind.KAFKA)));
    }
}
