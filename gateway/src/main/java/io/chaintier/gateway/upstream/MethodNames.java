package io.chaintier.gateway.upstream;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A set of methods, given by their names, in which {@code *} stands for anything. Immutable. */
final class MethodNames {
    private final Pattern names;

    /** @param names none for no method */
    MethodNames(List<String> names) {
        this.names =
                Pattern.compile(names.stream().map(MethodNames::pattern).collect(Collectors.joining("|", "(?:", ")")));
    }

    boolean contain(String method) {
        return !method.isEmpty() && names.matcher(method).matches();
    }

    private static String pattern(String name) {
        return Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }
}
