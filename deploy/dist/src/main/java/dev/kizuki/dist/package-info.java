/**
 * The files that the archives of a release hold beside the programs. They are made when the archives
 * are built.
 */
@NullMarked
package dev.kizuki.dist;

import org.jspecify.annotations.NullMarked;
