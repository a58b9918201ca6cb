package io.chaintier.localstack;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A Kafka broker that is its own KRaft controller. Keeps what it acknowledged when it is killed. */
public final class KafkaServer extends ManagedServer {
    private static final String LOG4J = """
            <Configuration status="warn">
              <Appenders>
                <Console name="out"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console>
              </Appenders>
              <Loggers>
                <Root level="info"><AppenderRef ref="out"/></Root>
                <Logger name="state.change.logger" level="warn"/>
              </Loggers>
            </Configuration>
            """;

    private final StackPorts ports;
    private final StackOptions options;

    KafkaServer(StackOptions options, StackPorts ports) {
        super("kafka", loopback(1, ports.kafka()), options.directory(), options.startTimeout());
        this.ports = ports;
        this.options = options;
    }

    /** @return the value of {@code bootstrap.servers} */
    public String bootstrapServers() {
        return hostAndPort();
    }

    @Override
    ServerKind kind() {
        return ServerKind.KAFKA;
    }

    @Override
    List<InetSocketAddress> listenAddresses() {
        return List.of(address(), loopback(1, ports.kafkaController()));
    }

    @Override
    List<String> prepare(Path home) {
        Path config = home.resolve("server.properties");
        Path data = home.resolve("data");
        ConfigFile.write(config, serverProperties(data));
        ConfigFile.write(home.resolve("log4j2.xml"), LOG4J);
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(home, config);
        }
        List<String> command = java(home, options.heapMegabytes());
        command.addAll(List.of("kafka.Kafka", config.toString()));
        return command;
    }

    private void format(Path home, Path config) {
        List<String> command = java(home, 128);
        command.addAll(List.of("kafka.tools.StorageTool", "format", "--config", config.toString()));
        command.add("--cluster-id=" + ClusterId.of(UUID.randomUUID())); // an id may begin with a dash
        ChildProcess format = ChildProcess.leashed(command, home, log());
        if (!format.awaitEnd(options.startTimeout())) {
            format.kill();
        }
        if (!Files.exists(home.resolve("data").resolve("meta.properties"))) {
            throw new StackException("kafka's data directory could not be formatted; its log " + log() + " ends with:\n"
                    + LogTail.of(log(), 20));
        }
    }

    private List<String> java(Path home, int heapMegabytes) {
        List<String> command = new ArrayList<>();
        command.add(ServerJava.ofThisProcess().toString());
        command.addAll(List.of("-Xms64m", "-Xmx" + heapMegabytes + "m"));
        command.addAll(ServerJava.options(options));
        command.add("-Dlog4j2.configurationFile=" + home.resolve("log4j2.xml").toUri());
        command.addAll(List.of("-cp", ServerClassPath.of("kafka-server")));
        return command;
    }

    private String serverProperties(Path data) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                # A topic nobody created on purpose is a mistake in somebody's configuration.
                auto.create.topics.enable=false
                # One broker: everything internal has one replica, and few partitions to start quickly.
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=8
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=8
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=8
                # Groups form at once, and may ask for short sessions so that a killed member is noticed soon.
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                group.consumer.min.heartbeat.interval.ms=500
                group.consumer.heartbeat.interval.ms=1000
                group.consumer.min.session.timeout.ms=3000
                group.consumer.session.timeout.ms=10000
                # A killed broker may register again soon, for its controller died with it.
                broker.session.timeout.ms=6000
                """.formatted(ports.kafka(), ports.kafkaController(), data);
    }

    @Override
    boolean answers() {
        return listsABroker(address());
    }

    /**
     * Asks for metadata of no topic (Metadata v1). A broker lists itself once its controller has admitted it,
     * which is when topics can be created.
     */
    static boolean listsABroker(InetSocketAddress address) {
        byte[] client = "local-stack".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = Probe.connect(address)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(2 + 2 + 4 + 2 + client.length + 4);
            out.writeShort(3); // api key: Metadata
            out.writeShort(1); // version
            out.writeInt(1); // correlation id
            out.writeShort(client.length);
            out.write(client);
            out.writeInt(0); // topics
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt(); // size
            in.readInt(); // correlation id
            return in.readInt() > 0; // brokers
        } catch (IOException e) {
            return false;
        }
    }
}
