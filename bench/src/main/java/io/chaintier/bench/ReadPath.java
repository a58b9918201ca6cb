package io.chaintier.bench;

/** One way to read. */
@FunctionalInterface
interface ReadPath {
    /** For one thread. */
    Load.Reader open(What what);
}
