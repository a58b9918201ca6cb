package io.chaintier.gateway.http;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.rpc.Exchange;
import io.chaintier.gateway.rpc.Reply;
import io.chaintier.gateway.rpc.RpcException;
import io.chaintier.gateway.rpc.RpcProcessor;
import io.chaintier.gateway.rpc.ServedChains;
import io.chaintier.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Hands requests to workers. Each is answered once: when its worker is done or the time is over, whichever comes first.
 * Workers look at the clock between calls, and the stores they call wait no longer than the request's deadline; what waited
 * for a worker until its time was over, or its client had gone, is not begun.
 */
final class Dispatch {
    private static final Duration PATIENCE_WITH_WORKERS = Duration.ofSeconds(1);

    private final RpcProcessor processor;
    private final ServedChains chains;
    private final Workers workers;
    private final Duration timeout;

    Dispatch(RpcProcessor processor, ServedChains chains, Workers workers, Duration timeout) {
        this.processor = processor;
        this.chains = chains;
        this.workers = workers;
        this.timeout = timeout;
    }

    /** How a request ended. */
    enum Outcome {
        ANSWERED,
        /** It wanted no answer. */
        NOTHING_TO_SAY,
        NO_SUCH_CHAIN,
        /** Too many requests are waiting already. */
        BUSY
    }

    record Answered(Outcome outcome, Reply reply) {}

    /** How long a request may take. */
    Duration timeout() {
        return timeout;
    }

    RpcProcessor processor() {
        return processor;
    }

    /**
     * Called on an event loop, where {@code answer} runs too, once and later.
     *
     * @param path   of the request, with its leading slash
     * @param failed the answer where the request as a whole fails
     */
    void submit(
            Vertx vertx,
            String path,
            byte[] body,
            Exchange exchange,
            Function<RpcException, Reply> failed,
            Consumer<Answered> answer) {
        Context eventLoop = vertx.getOrCreateContext();
        Once once = new Once(answer);
        long timer = vertx.setTimer(timeout.plus(PATIENCE_WITH_WORKERS).toMillis(), id -> {
            exchange.abandon();
            once.answer(new Answered(Outcome.ANSWERED, failed.apply(RpcException.timedOut())));
        });
        boolean taken = workers.offer(() -> {
            Answered answered = exchange.isOver()
                    ? new Answered(Outcome.ANSWERED, failed.apply(RpcException.timedOut()))
                    : exchange.deadline().bind(() -> answer(path, body, exchange, failed));
            eventLoop.runOnContext(unused -> {
                vertx.cancelTimer(timer);
                once.answer(answered);
            });
        });
        if (!taken) {
            vertx.cancelTimer(timer);
            RpcException busy = RpcException.limitExceeded(
                    "busy: " + workers.waiting() + " requests are waiting already; try again later");
            once.answer(new Answered(Outcome.BUSY, failed.apply(busy)));
        }
    }

    private Answered answer(String path, byte[] body, Exchange exchange, Function<RpcException, Reply> failed) {
        ChainId chain;
        try {
            chain = chains.at(path);
        } catch (RpcException e) {
            return new Answered(Outcome.NO_SUCH_CHAIN, failed.apply(e));
        } catch (StoreException e) {
            return new Answered(
                    Outcome.ANSWERED, failed.apply(RpcException.unavailable("not available now: " + e.getMessage())));
        }
        Reply reply = processor.answer(chain, body, exchange);
        return new Answered(reply.json().length() == 0 ? Outcome.NOTHING_TO_SAY : Outcome.ANSWERED, reply);
    }

    /** The first answer counts. For one event loop. */
    private static final class Once {
        private final Consumer<Answered> answer;
        private boolean given;

        Once(Consumer<Answered> answer) {
            this.answer = answer;
        }

        void answer(Answered answered) {
            if (!given) {
                given = true;
                answer.accept(answered);
            }
        }
    }
}
