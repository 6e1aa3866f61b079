/** What the archives of a release hold beside the programs. It runs when they are built. */
@NullMarked
package dev.kizuki.dist;

import org.jspecify.annotations.NullMarked;
