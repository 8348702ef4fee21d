/* What the containers run: ends at once, or with an argument never. */
#include <unistd.h>

int main(int count, char **arguments) {
    (void)arguments;
    while (count > 1)
        pause();
    return 0;
}
