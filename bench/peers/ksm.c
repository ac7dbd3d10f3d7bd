/* See ksm.h. */
#define _GNU_SOURCE
#include "ksm.h"

#include "peer.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define KSM_DIRECTORY "/sys/kernel/mm/ksm/"

/* Pages in one batch of the kernel's thread. It holds a lock for a batch, so a larger one only delays the stop. */
enum { FULL_SPEED_BATCH = 1 << 15, VALUE_LENGTH = 64 };

/*
 * Everything that can be set, in the order that restores it. Choosing an advisor resets pages_to_scan, so the mode
 * comes first when it is "none", and once more at the end when it is not: then the advisor owns pages_to_scan.
 */
static const char *const setting_names[] = {
    "merge_across_nodes", "max_page_sharing", "use_zero_pages", "smart_scan",
    "stable_node_chains_prune_millisecs", "advisor_max_cpu", "advisor_min_pages_to_scan",
    "advisor_max_pages_to_scan", "advisor_target_scan_time", "sleep_millisecs", "pages_to_scan",
};

enum { SETTING_COUNT = sizeof setting_names / sizeof setting_names[0] };

struct ksm_settings {
    char values[SETTING_COUNT][VALUE_LENGTH];
    char advisor[VALUE_LENGTH];
    char run[VALUE_LENGTH];
};

static int read_value(const char *name, char value[VALUE_LENGTH])
{
    char path[128];
    snprintf(path, sizeof path, KSM_DIRECTORY "%s", name);
    value[0] = '\0';
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t got = read(file, value, VALUE_LENGTH - 1);
    close(file);
    if (got < 0)
        return 0;
    value[got] = '\0';
    value[strcspn(value, "\n")] = '\0';
    return 1;
}

static int write_value(const char *name, const char *value)
{
    char path[128];
    snprintf(path, sizeof path, KSM_DIRECTORY "%s", name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t put = write(file, value, strlen(value));
    close(file);
    return put == (ssize_t)strlen(value);
}

static long read_number(const char *name)
{
    char value[VALUE_LENGTH];
    return read_value(name, value) ? strtol(value, NULL, 10) : 0;
}

/* Of "none [scan-time]" the word in brackets; an older kernel without advisors gives an empty word. */
static void read_advisor(char word[VALUE_LENGTH])
{
    char line[VALUE_LENGTH];
    word[0] = '\0';
    char *open_bracket = read_value("advisor_mode", line) ? strchr(line, '[') : NULL;
    char *close_bracket = open_bracket != NULL ? strchr(open_bracket, ']') : NULL;
    if (close_bracket != NULL) {
        *close_bracket = '\0';
        strcpy(word, open_bracket + 1);
    }
}

static void save(struct ksm_settings *settings)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        read_value(setting_names[i], settings->values[i]);
    read_advisor(settings->advisor);
    read_value("run", settings->run);
}

static int restore_one(const char *name, const char *wanted)
{
    char now[VALUE_LENGTH];
    if (wanted[0] == '\0' || (read_value(name, now) && strcmp(now, wanted) == 0))
        return 1;
    if (write_value(name, wanted) && read_value(name, now) && strcmp(now, wanted) == 0)
        return 1;
    fprintf(stderr, "KSM setting %s could not be restored to %s\n", name, wanted);
    return 0;
}

static int restore(const struct ksm_settings *settings)
{
    int advised = settings->advisor[0] != '\0' && strcmp(settings->advisor, "none") != 0;
    int fine = write_value("run", "2"); /* unmerges everything; some settings can only change then */
    if (settings->advisor[0] != '\0')
        fine &= write_value("advisor_mode", "none");
    for (int i = 0; i < SETTING_COUNT; i++)
        fine &= restore_one(setting_names[i], settings->values[i]);
    if (advised)
        fine &= write_value("advisor_mode", settings->advisor);
    return fine & restore_one("run", settings->run);
}

static void tune(const struct ksm_options *options)
{
    char value[VALUE_LENGTH];
    int fine = write_value("run", "2");
    write_value("advisor_mode", "none"); /* absent before Linux 6.8 */
    write_value("smart_scan", "0");      /* absent before Linux 6.7 */
    fine &= write_value("sleep_millisecs", "0");
    snprintf(value, sizeof value, "%d", FULL_SPEED_BATCH);
    fine &= write_value("pages_to_scan", value);
    snprintf(value, sizeof value, "%ld", options->max_page_sharing);
    fine &= write_value("max_page_sharing", value);
    fine &= write_value("use_zero_pages", options->use_zero_pages ? "1" : "0");
    fine &= write_value("run", "0");
    if (!fine)
        peer_end(PEER_FAILED, "the settings of KSM could not be changed: %s", strerror(errno));
}

static void require_idle_ksm(void)
{
    if (access(KSM_DIRECTORY "run", F_OK) != 0)
        peer_end(PEER_SKIPPED, "this kernel has no KSM");
    if (access(KSM_DIRECTORY "run", W_OK) != 0)
        peer_end(PEER_SKIPPED, "KSM can only be set by root");
    if (read_number("run") == 1 || read_number("pages_shared") != 0 || read_number("ksm_zero_pages") != 0)
        peer_end(PEER_SKIPPED, "KSM is at work for others on this machine");
}

/* Waits for the child; a signal that would end this process ends the child instead. */
static int wait_for_child(pid_t child, const sigset_t *watched)
{
    int interrupted = 0, status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        siginfo_t info;
        if (sigwaitinfo(watched, &info) > 0 && info.si_signo != SIGCHLD) {
            interrupted = info.si_signo;
            kill(child, SIGKILL);
        }
    }
    if (interrupted != 0)
        return 128 + interrupted;
    if (WIFSIGNALED(status))
        fprintf(stderr, "the measuring process ended by signal %d\n", WTERMSIG(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : PEER_FAILED;
}

int ksm_guarded(const struct ksm_options *options, int (*measure)(void *state), void *state)
{
    require_idle_ksm();
    struct ksm_settings settings;
    save(&settings);

    sigset_t watched, before;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGHUP);
    sigaddset(&watched, SIGCHLD);
    sigprocmask(SIG_BLOCK, &watched, &before);
    fflush(stdout);

    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0)
        peer_end(PEER_FAILED, "fork: %s", strerror(errno));
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        if (getppid() != parent)
            _exit(PEER_FAILED);
        tune(options);
        int code = measure(state);
        fflush(stdout);
        _exit(code);
    }

    int code = wait_for_child(child, &watched);
    return restore(&settings) ? code : PEER_FAILED;
}

void ksm_start(void)
{
    if (!write_value("run", "1"))
        peer_end(PEER_FAILED, "KSM could not be started: %s", strerror(errno));
}

void ksm_stop(void)
{
    if (!write_value("run", "0"))
        peer_end(PEER_FAILED, "KSM could not be stopped: %s", strerror(errno));
}

struct ksm_counters ksm_read_counters(void)
{
    return (struct ksm_counters){
        .full_scans = read_number("full_scans"),
        .shared = read_number("pages_shared"),
        .sharing = read_number("pages_sharing"),
        .unshared = read_number("pages_unshared"),
        .volatile_pages = read_number("pages_volatile"),
        .zero = read_number("ksm_zero_pages"),
        .skipped = read_number("pages_skipped"),
    };
}

void ksm_pause(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = 200 * 1000 }, NULL);
}

double ksm_wait_for_scan_end(long *full_scans, double deadline)
{
    long now = read_number("full_scans");
    while (now == *full_scans && peer_seconds() < deadline) {
        ksm_pause();
        now = read_number("full_scans");
    }
    *full_scans = now;
    return peer_seconds();
}

double ksm_wait_until_shared(long expected_pages, double deadline, struct ksm_counters *at_end)
{
    struct ksm_counters last = ksm_read_counters();
    double changed = peer_seconds();
    for (;;) {
        struct ksm_counters now = ksm_read_counters();
        double moment = peer_seconds();
        if (now.shared != last.shared || now.sharing != last.sharing || now.zero != last.zero) {
            last = now;
            changed = moment;
        }
        *at_end = now;
        long merged = now.shared + now.sharing + now.zero;
        if (expected_pages > 0 ? merged >= expected_pages : now.full_scans >= last.full_scans + 3)
            return changed;
        if (moment > deadline)
            return -1;
        ksm_pause();
    }
}

static long find_thread(void)
{
    DIR *processes = opendir("/proc");
    long found = 0;
    for (struct dirent *entry; processes != NULL && found == 0 && (entry = readdir(processes)) != NULL;) {
        long id = strtol(entry->d_name, NULL, 10);
        char path[64], name[32] = "";
        snprintf(path, sizeof path, "/proc/%ld/comm", id);
        FILE *file = id > 0 ? fopen(path, "re") : NULL;
        if (file == NULL)
            continue;
        if (fgets(name, sizeof name, file) != NULL && strcmp(name, "ksmd\n") == 0)
            found = id;
        fclose(file);
    }
    if (processes != NULL)
        closedir(processes);
    return found;
}

double ksm_thread_seconds(void)
{
    static long thread;
    thread = thread != 0 ? thread : find_thread();
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/stat", thread);
    FILE *file = thread != 0 ? fopen(path, "re") : NULL;
    if (file == NULL)
        return 0;
    unsigned long user = 0, kernel = 0;
    /* Fields 14 and 15; the name in field 2 holds no blank for this thread. */
    int got = fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    fclose(file);
    return got == 2 ? (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK) : 0;
}
