package io.chaintier.gateway.feed;

import java.util.List;

/**
 * What happened to a chain, in order.
 *
 * @param changes none where nothing has happened since
 * @param next    position to read on from
 */
public record Changes(List<HeadChange> changes, long next) {
    public Changes {
        changes = List.copyOf(changes);
    }
}
