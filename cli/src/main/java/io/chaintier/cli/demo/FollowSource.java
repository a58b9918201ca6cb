package io.chaintier.cli.demo;

import io.chaintier.cli.FollowService;
import io.chaintier.config.Settings;
import io.chaintier.event.ChainId;
import java.net.URI;
import java.util.Optional;

/** Follows a node that somebody else runs. */
final class FollowSource implements ChainSource {
    private final String description;
    private final FollowService follow;

    FollowSource(String description, Settings settings, URI rpc) throws InterruptedException {
        this.description = description;
        this.follow = FollowService.open(settings, rpc);
    }

    @Override
    public ChainId chain() {
        return follow.chain();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void start() {
        follow.start();
    }

    @Override
    public Optional<String> failure() {
        return follow.failure().map(cause -> "following the node ended: " + cause);
    }

    @Override
    public void close() {
        follow.close();
    }
}
