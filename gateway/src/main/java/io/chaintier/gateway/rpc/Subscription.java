package io.chaintier.gateway.rpc;

import io.chaintier.gateway.feed.ChainFeed;
import io.chaintier.gateway.feed.Changes;
import io.chaintier.gateway.feed.ChangesGoneException;
import java.util.Iterator;

/** What one client is told of one chain. It holds no messages, only how far it has told. For one thread at a time. */
final class Subscription {
    private final ChainFeed feed;
    private final Interest interest;
    private final String before;
    private long position;
    private Iterator<String> rest;
    private volatile boolean announced;

    /**
     * Begins now.
     *
     * @param id    what the client knows it by
     * @param first what it is told of before anything happens
     */
    Subscription(String id, ChainFeed feed, Interest interest, Iterator<String> first) {
        this.feed = feed;
        this.interest = interest;
        before = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"" + id
                + "\",\"result\":";
        position = feed.end();
        rest = first;
    }

    /** The client knows its id. */
    void announced() {
        announced = true;
    }

    /**
     * Tells all there is to tell, or as much as the client takes.
     *
     * @throws ChangesGoneException if the client was too slow, or something was missed
     */
    void tell(Outlet client) throws ChangesGoneException, ReceiptsNotKnownException {
        if (client.isFull()) {
            // It is told that it was passed now, not once it reads again.
            feed.read(position, 0);
        }
        while (announced && !client.isFull()) {
            if (rest.hasNext()) {
                client.send(before + rest.next() + "}}");
            } else {
                Changes next = feed.read(position, 1);
                if (next.changes().isEmpty()) {
                    return;
                }
                rest = interest.of(next.changes().get(0));
                position = next.next();
            }
        }
    }
}
