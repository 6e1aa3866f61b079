package dev.kizuki.trainer.data;

import java.util.function.Supplier;

/**
 * One image of a data set, not read yet.
 *
 * @param label the folder it lies in, or the class an IDX file gives it; empty where there is none
 * @param name the path below the data set's folder, or the position in an IDX file
 * @param payload reads the bytes, as a device would send them
 */
public record LabelledImage(String label, String name, Supplier<byte[]> payload) {}
