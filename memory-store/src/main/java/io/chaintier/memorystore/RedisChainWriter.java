package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import io.chaintier.store.ChainWriter;
import io.chaintier.store.Outcome;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreRejectedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/**
 * Writes events to Redis. Every event is one script, so a block with its place in the canonical index and the head
 * becomes visible in one step or not at all. The scripts of a call go out in pipelines of at most
 * {@link RedisConfig#batchBytes}.
 *
 * <p><b>Order in a pipeline.</b> Redis goes on after a command that failed. So the events of a chain in one pipeline are
 * a <em>run</em>: each leaves its place in the run's key, and the next asks for that before it does anything. What
 * follows a failed event is therefore held back by Redis itself. If the failed event was rejected for good, those behind
 * it are sent again as a new run.
 *
 * <p>The first script of a run is sent as text, which also teaches a restarted Redis the script; the others by name.
 */
public final class RedisChainWriter implements ChainWriter {
    private static final String ATTEMPT = "writing to Redis";
    private static final long PROBE_LIFE_MS = 1_000;

    private final Redis redis;
    private final WriteArguments arguments;
    private final long batchBytes;
    private final String name = UUID.randomUUID().toString();
    private long pipelines;

    /** Connects when first used. */
    public RedisChainWriter(RedisConfig config) {
        redis = new Redis(config);
        arguments = new WriteArguments(config.windowBlocks(), config.fillLife());
        batchBytes = config.batchBytes();
    }

    @Override
    public List<Outcome> apply(List<ChainEvent> events) {
        Outcome[] outcomes = new Outcome[events.size()];
        Map<ChainId, StoreException> failed = new HashMap<>();
        Deque<Integer> waiting =
                new ArrayDeque<>(IntStream.range(0, events.size()).boxed().toList());
        while (!waiting.isEmpty()) {
            Map<ChainId, List<Integer>> batch = nextBatch(events, waiting, failed, outcomes);
            List<Integer> again = new ArrayList<>(settle(events, batch, failed, outcomes));
            Collections.sort(again);
            Collections.reverse(again);
            again.forEach(waiting::addFirst);
        }
        return Arrays.asList(outcomes);
    }

    /** The next events that are not behind a failed one of their chain. */
    private Map<ChainId, List<Integer>> nextBatch(
            List<ChainEvent> events, Deque<Integer> waiting, Map<ChainId, StoreException> failed, Outcome[] outcomes) {
        Map<ChainId, List<Integer>> batch = new HashMap<>();
        long bytes = 0;
        while (!waiting.isEmpty() && bytes < batchBytes) {
            int index = waiting.removeFirst();
            ChainEvent event = events.get(index);
            StoreException cause = failed.get(event.chain());
            if (cause == null) {
                batch.computeIfAbsent(event.chain(), chain -> new ArrayList<>()).add(index);
                bytes += WriteArguments.bytes(event);
            } else {
                outcomes[index] = Outcome.failed(cause);
            }
        }
        return batch;
    }

    /** @return events that were held back behind one that will never be stored */
    private List<Integer> settle(
            List<ChainEvent> events,
            Map<ChainId, List<Integer>> batch,
            Map<ChainId, StoreException> failed,
            Outcome[] outcomes) {
        Map<Integer, Response<Object>> answers = new HashMap<>();
        Map<ChainId, Response<Long>> listed = new HashMap<>();
        try {
            redis.pipeline(ATTEMPT, pipeline -> {
                answers.clear();
                listed.clear();
                batch.forEach((chain, run) -> {
                    sendRun(pipeline, events, run, answers);
                    if (run.stream().anyMatch(index -> events.get(index).payload() instanceof BlockAppended)) {
                        listed.put(
                                chain,
                                pipeline.sadd(Keys.CHAINS, chain.toString().getBytes(UTF_8)));
                    }
                });
                return pipeline;
            });
        } catch (StoreException unknownOutcome) {
            batch.forEach((chain, run) -> {
                failed.put(chain, unknownOutcome);
                run.forEach(index -> outcomes[index] = Outcome.failed(unknownOutcome));
            });
            return List.of();
        }
        List<Integer> again = new ArrayList<>();
        batch.forEach((chain, run) -> {
            again.addAll(settleRun(chain, run, answers, failed, outcomes));
            failure(listed.get(chain)).ifPresent(error -> failAll(chain, run, error, failed, outcomes));
        });
        return again;
    }

    private void sendRun(
            AbstractPipeline pipeline,
            List<ChainEvent> events,
            List<Integer> run,
            Map<Integer, Response<Object>> answers) {
        String id = name + ":" + pipelines++;
        for (int place = 0; place < run.size(); place++) {
            ChainEvent event = events.get(run.get(place));
            List<byte[]> keys = List.of(Keys.head(event.chain()));
            List<byte[]> values = arguments.of(
                    event,
                    id,
                    place == 0 ? "" : Integer.toString(place - 1),
                    place == run.size() - 1 ? "" : Integer.toString(place));
            answers.put(
                    run.get(place),
                    place == 0
                            ? pipeline.eval(Script.WRITE.text(), keys, values)
                            : pipeline.evalsha(Script.WRITE.sha1(), keys, values));
        }
    }

    private List<Integer> settleRun(
            ChainId chain,
            List<Integer> run,
            Map<Integer, Response<Object>> answers,
            Map<ChainId, StoreException> failed,
            Outcome[] outcomes) {
        List<Integer> again = new ArrayList<>();
        for (int index : run) {
            Optional<JedisDataException> error = failure(answers.get(index));
            if (error.isEmpty()) {
                outcomes[index] = Outcome.STORED;
            } else if (failed.containsKey(chain)) {
                outcomes[index] = Outcome.failed(failed.get(chain));
            } else if (heldBack(error.get())) {
                again.add(index);
            } else {
                StoreException cause = Failures.translate(ATTEMPT, error.get());
                outcomes[index] = Outcome.failed(cause);
                if (!(cause instanceof StoreRejectedException)) {
                    failed.put(chain, cause);
                }
            }
        }
        return again;
    }

    /** The first event of a run is never held back, so every repetition gets at least one event further. */
    private static boolean heldBack(JedisDataException error) {
        String code = Failures.code(error);
        return code.equals(Failures.HELD) || code.equals(Failures.NO_SCRIPT);
    }

    private static void failAll(
            ChainId chain,
            List<Integer> run,
            JedisDataException error,
            Map<ChainId, StoreException> failed,
            Outcome[] outcomes) {
        StoreException cause = failed.computeIfAbsent(chain, any -> Failures.translate(ATTEMPT, error));
        for (int index : run) {
            if (outcomes[index] == Outcome.STORED) {
                outcomes[index] = Outcome.failed(cause);
            }
        }
    }

    private static Optional<JedisDataException> failure(Response<?> response) {
        if (response == null) {
            return Optional.empty();
        }
        try {
            response.get();
            return Optional.empty();
        } catch (JedisDataException e) {
            return Optional.of(e);
        }
    }

    @Override
    public List<Outcome> applyState(List<StateEntry> entries) {
        List<Response<Object>> answers = new ArrayList<>();
        try {
            redis.pipeline(ATTEMPT, pipeline -> {
                answers.clear();
                for (StateEntry entry : entries) {
                    // As text every time: the entries of one call may be on different servers.
                    answers.add(pipeline.eval(
                            Script.STATE.text(),
                            List.of(Keys.states(entry.chain(), entry.namespace())),
                            List.of(entry.key().getBytes(UTF_8), StateEntries.toBytes(entry))));
                }
                return pipeline;
            });
        } catch (StoreException unknownOutcome) {
            return Collections.nCopies(entries.size(), Outcome.failed(unknownOutcome));
        }
        return answers.stream()
                .map(answer -> failure(answer)
                        .map(error -> Outcome.failed(Failures.translate(ATTEMPT, error)))
                        .orElse(Outcome.STORED))
                .toList();
    }

    @Override
    public void probe() {
        redis.call(
                "asking Redis for a write",
                jedis ->
                        jedis.set(Keys.PROBE, new byte[0], SetParams.setParams().px(PROBE_LIFE_MS)));
    }

    @Override
    public void close() {
        redis.close();
    }
}
