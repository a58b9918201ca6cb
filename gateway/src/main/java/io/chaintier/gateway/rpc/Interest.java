package io.chaintier.gateway.rpc;

import io.chaintier.gateway.feed.HeadChange;
import io.chaintier.gateway.feed.HeadChange.Kind;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** What somebody wants to be told of each change, as JSON values. */
@FunctionalInterface
interface Interest {
    Iterator<String> of(HeadChange change) throws ReceiptsNotKnownException;

    /** The header of every block that becomes the head. */
    static Interest heads(News news) {
        return change ->
                change.kind() == Kind.APPENDED ? List.of(news.header(change)).iterator() : Collections.emptyIterator();
    }

    /** The hash of every block that becomes the head. */
    static Interest hashes() {
        return change -> change.kind() == Kind.APPENDED
                ? List.of("\"" + change.block().header().ref().hash() + "\"").iterator()
                : Collections.emptyIterator();
    }

    static Interest nothing() {
        return change -> Collections.emptyIterator();
    }

    static Interest logs(News news, LogFilter filter) {
        return change -> news.logs(change, filter);
    }
}
