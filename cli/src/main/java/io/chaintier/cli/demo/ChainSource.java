package io.chaintier.cli.demo;

import io.chaintier.event.ChainId;

/** Where the demo's blocks come from. Started once; publishes by itself until it is closed. */
interface ChainSource extends AutoCloseable {
    ChainId chain();

    /** For people, for example {@code anvil at http://127.0.0.1:4711}. */
    String description();

    void start();

    /** Why it ended by itself; empty while it goes on. */
    java.util.Optional<String> failure();

    @Override
    void close();
}
