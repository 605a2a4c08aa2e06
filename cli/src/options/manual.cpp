#include "options/manual.hpp"

#include <algorithm>
#include <array>

namespace popquiz::cli {
namespace {

constexpr std::array test_examples{
    example{"See what popquiz does, without a server:", "popquiz test server --embedded"},
    example{"A server on this machine; only what leaves its mail alone:",
            "popquiz test server localhost:110 --user quiz --password-env QUIZ_PASSWORD"},
    example{"With TLS, as a report for a CI system:",
            "popquiz test server mail.example --tls --user quiz --password-file pw --format junit --output "
            "r.xml"},
    example{
        "One part of the suite, deletion included:",
        "popquiz test server [::1]:1110 --user quiz --password-file pw --only 'rfc1939/5/*' --allow-changes"},
    example{"What takes minutes, too: when the server ends a session that says nothing, and how:",
            "popquiz test server localhost --user quiz --password-file pw --slow --only '*autologout*'"},
    example{"A page to look at, of a server that you suspect to be moody:",
            "popquiz test server localhost --user quiz --password-file pw --repeat 5 --shuffle --format html "
            "--output r.html"},
    example{"Check yourself what your server sends against what you stored:",
            "popquiz test server localhost --user quiz --password-file pw --mail ~/quiz-mail"},
};
constexpr std::array test_codes{
    exit_code_text{0, "no check failed"},
    exit_code_text{1, "a check failed, or with --repeat was flaky"},
    exit_code_text{2, "wrong use: an option, a script or a file is no good"},
    exit_code_text{
        3,
        "the server could not be reached, is not POP3 or refused the login,\n     or popquiz itself failed"},
    exit_code_text{4, "a check that --expect lists as failing has passed"},
    exit_code_text{5, "no check ran"},
};
constexpr std::array bench_server_examples{
    example{"How fast is popquiz's own server?", "popquiz bench server --embedded"},
    example{"A server on this machine, ten sessions of ten accounts at once:",
            "popquiz bench server localhost --user 'bench{n}' --password-file pw --connections 10"},
    example{
        "How late it answers when it is asked a hundred times a second, as a page:",
        "popquiz bench server localhost --user quiz --password-file pw --only stat --rate 100 --format html "
        "--output r.html"},
};
constexpr std::array bench_server_codes{
    exit_code_text{0, "it was measured; no figure is a failure"},
    exit_code_text{2, "wrong use: an option or a file is no good"},
    exit_code_text{3, "the server could not be reached or refused the login, or popquiz itself failed"},
    exit_code_text{5, "nothing was answered +OK"},
};
constexpr std::array bench_client_examples{
    example{"Mail clients side by side:", "popquiz bench client --driver curl,mpop,fetchmail,popquiz"},
    example{"Your own, quickly:",
            "popquiz bench client --quick -- ./my-fetch pop3://{user}:{password}@{host}:{port} {out}"},
    example{"Mail of another kind, once each:",
            "popquiz bench client --driver mpop --mail 500x64KiB --rtt 10ms --runs 1"},
};
constexpr std::array bench_client_codes{
    exit_code_text{0, "each client did its work each time; no figure is a failure"},
    exit_code_text{1, "a client did not: it failed, altered or lost mail, or left it on the server"},
    exit_code_text{2, "wrong use: an option or a file is no good, or there is no such program"},
    exit_code_text{3, "popquiz itself failed"},
};
constexpr std::array client_examples{
    example{"A client that popquiz knows:", "popquiz test client --driver curl"},
    example{"Your own, which writes a file a message into the folder it is told:",
            "popquiz test client -- ./my-fetch pop3://{user}:{password}@{host}:{port} {out}"},
    example{"One scenario, with all that happened left to look at:",
            "popquiz test client --driver mpop --only client/retr/end-of-stream-in-the-body --keep trial"},
    example{"What is known to fail does not fail the run:",
            "popquiz test client --driver fetchmail --expect fetchmail.expect --format junit --output r.xml"},
};
constexpr std::array client_codes{
    exit_code_text{0, "the client did nothing wrong"},
    exit_code_text{1, "it failed a scenario, or with --repeat was flaky"},
    exit_code_text{2, "wrong use: an option, a script or a file is no good, no client is named"},
    exit_code_text{3, "the client can't be started, or popquiz itself failed"},
    exit_code_text{4, "a scenario that --expect lists as failing has passed"},
    exit_code_text{5, "no scenario ran"},
};
constexpr std::array fuzz_server_examples{
    example{"A server that runs, for a minute; its mail is left alone:",
            "popquiz fuzz server localhost:110 --user quiz --password-env QUIZ_PASSWORD"},
    example{"One that popquiz starts, watches and starts again, two at a time, for an hour:",
            "popquiz fuzz server --start './my-pop3d --port {port}' --user quiz --password-file pw --jobs 2 "
            "--time "
            "3600"},
    example{
        "What was found, again:",
        "popquiz replay popquiz-fuzz/findings/hang-retr-in-transaction-1a2b3c.pop3 --as client localhost:110 "
        "--user quiz --password-file pw"},
};
constexpr std::array fuzz_server_codes{
    exit_code_text{0, "nothing was found; differences from the reference server are no findings"},
    exit_code_text{1, "there are findings"},
    exit_code_text{2, "wrong use: an option is no good, a name or a password is missing"},
    exit_code_text{3,
                   "the server can't be started, reached or logged in at, also later on and without a\n     "
                   "finding; or popquiz itself failed"},
};
constexpr std::array fuzz_client_examples{
    example{"A client that popquiz knows, for ten minutes:", "popquiz fuzz client --driver mpop --time 600"},
    example{"Your own, with a seed that repeats the beginning:",
            "popquiz fuzz client --seed 7 -- ./my-fetch pop3://{user}:{password}@{host}:{port} {out}"},
    example{"What was found, again:",
            "popquiz test client --driver mpop --suite popquiz-fuzz/findings --only 'client/crash-*'"},
};
constexpr std::array fuzz_client_codes{
    exit_code_text{0, "nothing was found"},
    exit_code_text{1, "there are findings"},
    exit_code_text{2, "wrong use: an option is no good, no client is named"},
    exit_code_text{3, "the client can't be started, or popquiz itself failed"},
};
constexpr std::array report_examples{
    example{"Two servers, side by side, to look at:",
            "popquiz report dovecot.json courier.json --format html --output servers.html"},
    example{"What a run found, as a CI system wants it:",
            "popquiz report r.json --format junit --output r.xml"},
};
constexpr std::array report_codes{
    exit_code_text{0, "the report was made, whatever the verdicts"},
    exit_code_text{2, "wrong use: an option is no good, or a file can't be read or is no result"},
    exit_code_text{3, "the report can't be written, or popquiz itself failed"},
};
constexpr std::array requirements_examples{
    example{"What STLS has to do, and what checks it:", "popquiz requirements --rfc 2595 --server"},
    example{"What nobody looks at yet:", "popquiz requirements --uncovered"},
};
constexpr std::array requirements_codes{
    exit_code_text{0, "the list was printed; with --uncovered: it is empty"},
    exit_code_text{1, "with --uncovered: there is something in it"},
    exit_code_text{2, "wrong use: an option is no good, or there is no requirement of that RFC"},
    exit_code_text{3, "standard output can't be written, or popquiz itself failed"},
};
constexpr std::array drivers_examples{
    example{"Which clients there are, which are installed, and what each can't do:", "popquiz drivers"},
    example{"How one is started, as a pattern for another:", "popquiz drivers mpop > mine.toml"},
    example{"Whether a file of your own is in order:", "popquiz drivers mine.toml"},
};
constexpr std::array drivers_codes{
    exit_code_text{0, "the list or the file was printed"},
    exit_code_text{2, "wrong use: no driver is called so, or the file is no good"},
    exit_code_text{3, "standard output can't be written, or popquiz itself failed"},
};
constexpr std::array serve_examples{
    example{"A correct server with two messages; name \"quiz\", password \"sesame\":", "popquiz serve"},
    example{
        "Your own mail, behind TLS; clients trust ca.pem:",
        "popquiz serve --maildrop maildir:$HOME/Maildir --tls-self-signed ca.pem --listen 127.0.0.1:9955"},
    example{"A server that is wrong on purpose:", "popquiz serve answers-late.pop3"},
    example{"What was recorded, to each client:", "popquiz serve recording.pop3"},
    example{"A server as it is met in the wild, with your own mail; \"--profile list\" says which there are:",
            "popquiz serve --profile exchange-2000 --maildrop mbox:mail"},
    example{"Ten thousand messages of 4 KiB, 40 ms away:",
            "popquiz serve --maildrop generated:10000x4KiB --rtt 40ms"},
    example{"One message of 100 GiB, of whose lines every tenth begins with a dot:",
            "popquiz serve --maildrop generated:1x100GiB,dots=10%"},
};
constexpr std::array serve_codes{
    exit_code_text{0, "stopped by SIGINT or SIGTERM"},
    exit_code_text{1, "a recording was served, and a client did something else than it has"},
    exit_code_text{2,
                   "wrong use: an option, a script or a file is no good; also when a conversation\n     "
                   "showed that the script asks for what there is not"},
    exit_code_text{3, "the address can't be listened on, or popquiz itself failed"},
};

constexpr std::array record_examples{
    example{"Write down what a client says to the server on port 110 when it is told to use port 1110:",
            "popquiz record --listen 127.0.0.1:1110 --to mail.example --output session.pop3"},
    example{"The same with TLS on both sides; the client trusts ca.pem:",
            "popquiz record --to mail.example --to-tls --tls-self-signed ca.pem --output session.pop3"},
    example{"With STLS; without --tls-mode stls what is said behind it could not be read:",
            "popquiz record --to mail.example --tls-mode stls --tls-self-signed ca.pem --output sessions/"},
};
constexpr std::array record_codes{
    exit_code_text{0, "stopped by SIGINT or SIGTERM, or --once and the session was written down"},
    exit_code_text{2, "wrong use: an option or a file is no good, or a recording can't be written"},
    exit_code_text{
        3,
        "the address can't be listened on; with --once the server could not be reached or TLS\n     "
        "failed; or popquiz itself failed"},
};
constexpr std::array replay_examples{
    example{"Be the server of a recording, to one client:", "popquiz replay session.pop3 --as server"},
    example{"Be its client, against a server:",
            "popquiz replay session.pop3 --as client mail.example --user mrose --password-file pw"},
    example{"A recording with STLS; the client trusts ca.pem:",
            "popquiz replay session.pop3 --as server --tls-self-signed ca.pem"},
};
constexpr std::array replay_codes{
    exit_code_text{0, "the other side did just what the script has"},
    exit_code_text{1, "it did something else: the first difference is printed"},
    exit_code_text{2, "wrong use: an option or a script is no good"},
    exit_code_text{
        3,
        "no verdict: no client came, the server could not be reached, the connection\n     failed, "
        "or the script asked for what popquiz can't know"},
};

constexpr std::array parse_examples{
    example{"A captured reply to RETR:", "popquiz parse --reply body retr.bin"},
    example{"A whole session:", "popquiz parse --reply greeting,USER,PASS,STAT,LIST,RETR,QUIT session.bin"},
    example{"The message itself, octet for octet:", "popquiz parse --extract retr.bin > message.eml"},
    example{"The first octet that breaks the RFCs:", "popquiz parse --strict --reply body retr.bin"},
};
constexpr std::array parse_codes{
    exit_code_text{0, "every octet belongs to a reply that is complete; deviations are no failure"},
    exit_code_text{1,
                   "an error: octets that are no reply, with --strict a deviation, the end of the\n     "
                   "input in mid-reply or before a reply of --reply; --extract without a body"},
    exit_code_text{2, "wrong use: an option is no good or the input can't be read"},
    exit_code_text{3, "standard output can't be written, or popquiz itself failed"},
};

constexpr std::array fetch_examples{
    example{"Download new mail into a Maildir, over TLS, and leave it on the server:",
            "popquiz fetch pops://mrose@mail.example --to maildir:$HOME/Maildir"},
    example{"Move all mail away from the server, into an mbox; the password is in a file:",
            "popquiz fetch pops://mrose@mail.example --to mbox:mail --delete --password-file pw"},
    example{"What is there, and what would be fetched:", "popquiz fetch pops://mrose@mail.example --list"},
    example{"All accounts of ~/.config/popquiz/accounts.toml, quietly, as from cron:",
            "popquiz fetch --quiet"},
    example{"Feed another program, a run a message:",
            "popquiz fetch work --to 'pipe:rspamc learn_ham' --keep"},
};
constexpr std::array fetch_codes{
    exit_code_text{0, "all went as planned, also when there was nothing new"},
    exit_code_text{64, "wrong use: an option or a URL is no good"},
    exit_code_text{65, "the server lists more than the memory allowed"},
    exit_code_text{67, "no such account in the file of accounts"},
    exit_code_text{68, "the host's name does not exist"},
    exit_code_text{69, "it will not work until somebody mends something: a certificate, STLS, the server"},
    exit_code_text{70, "popquiz itself failed"},
    exit_code_text{72, "a folder above the destination is not there"},
    exit_code_text{73, "the destination may not be written"},
    exit_code_text{74, "the disk failed or is full"},
    exit_code_text{75, "later it may work: no connection, a time-out, a message cut off, [IN-USE]"},
    exit_code_text{76, "the server breaks the protocol"},
    exit_code_text{77, "wrong name or password, or the password would have gone out in clear"},
    exit_code_text{78, "the file of accounts is no good"},
};

constexpr std::array mail_list_examples{
    example{"What is in the Maildir that fetch has filled; the newest comes last:",
            "popquiz mail list maildir:$HOME/Maildir"},
    example{"Senders of what nobody has read yet, for a script:",
            "popquiz mail list ~/Maildir --unread --json | jq -r .from.address"},
};
constexpr std::array mail_show_examples{
    example{"Read the third message of the list:", "popquiz mail show ~/Maildir 3"},
    example{"Its octets, for another program:", "popquiz mail show ~/Maildir 3 --raw | sha256sum"},
};
constexpr std::array mail_export_examples{
    example{"Save the attachments of the third message:", "popquiz mail export ~/Maildir 3 --to attachments"},
};
constexpr std::array mail_codes{
    exit_code_text{0, "all went as planned"},
    exit_code_text{64, "wrong use: an option or argument is missing or no good"},
    exit_code_text{65, "it is no mailbox, or the message is beyond a limit: the rest is left out"},
    exit_code_text{66, "no such mailbox or message, or it may not be read"},
    exit_code_text{70, "popquiz itself failed"},
    exit_code_text{71, "there is no memory"},
    exit_code_text{72, "the program popquiz-mail is not beside popquiz"},
    exit_code_text{73, "export: the folder or a file in it can't be made"},
    exit_code_text{74, "reading or writing failed"},
};

constexpr std::array sections{
    manual_section{
        "popquiz",
        "popquiz quizzes POP3 software: it plays conversations with a server and says which rules of the "
        "RFCs the server keeps, it is a POP3 server itself, correct or wrong on purpose, it tells what "
        "is in the octets that a server has sent, it downloads mail, and it shows mail that is here. It "
        "fuzzes both "
        "sides over the wire.",
        {},
        {}},
    manual_section{"popquiz test", "Tests POP3 software against the RFCs.", {}, {}},
    manual_section{
        "popquiz test server",
        "Plays each check of the suite against a POP3 server and reports pass, fail, deviation, skip or "
        "error, with "
        "the clause concerned, what was expected, what came and the conversation. Checks that would change "
        "the "
        "mailbox are skipped unless --allow-changes is given. While the tests run nobody else should use the "
        "account: POP3 locks the maildrop. --maildir, --mbox, --deliver and --smtp put messages of popquiz's "
        "own "
        "there; then only these are ever deleted (docs/checks.md). The password is never printed. SIGINT "
        "ends the run behind the "
        "check under "
        "way; the rest is reported as skipped.",
        test_examples, test_codes},
    manual_section{
        "popquiz test client",
        "Starts a mail client once a scenario, each time against a server of its own that is right or wrong "
        "in one way, and judges what the client has said, delivered, deleted and reported "
        "(docs/scenarios.md). It runs in a folder of its own and may use so much time, memory, disk and "
        "processes; what it leaves behind is killed and removed.",
        client_examples, client_codes},
    manual_section{"popquiz fuzz", "Fuzzes POP3 software over the wire, without a look at its code.", {}, {}},
    manual_section{
        "popquiz fuzz server",
        "Says to a POP3 server what no client would, session by session, and keeps what makes it do "
        "something "
        "new: an answer, a state, a way from one to the other. A crash, a hang, memory that is not freed, a "
        "reply that is none, a command that is taken where it is not legal becomes a finding once it comes "
        "again, cut down to the turns that it takes: a script that `popquiz replay` plays, and a page about "
        "it. Where the reference server answers otherwise it is told as a difference (docs/fuzzing.md). "
        "SIGINT "
        "ends it, with the report.",
        fuzz_server_examples, fuzz_server_codes},
    manual_section{
        "popquiz fuzz client",
        "Starts a mail client again and again, each time against a server that is wrong in another way, "
        "keeps "
        "what makes it do something new, and judges it as `test client` does: what it delivers, deletes and "
        "reports, that it ends, and with what. A finding is a scenario that `popquiz test client` plays, and "
        "a page about it (docs/fuzzing.md). SIGINT ends it, with the report.",
        fuzz_client_examples, fuzz_client_codes},
    manual_section{"popquiz bench", "Measures POP3 software.", {}, {}},
    manual_section{"popquiz bench server",
                   "Asks a POP3 server the same over and over: logins, STAT, and RETR of messages of "
                   "different sizes, each for "
                   "--duration, and prints how often and how late it was answered. Mail is left alone. With "
                   "--rate requests are "
                   "due at fixed times, and those that had to wait to be sent are charged for that "
                   "(docs/performance.md).",
                   bench_server_examples, bench_server_codes},
    manual_section{"popquiz bench client",
                   "Lets mail clients fetch the same mail from the mock server, in turn, and prints what "
                   "each took: time, "
                   "processor time, memory, system calls, round trips; beside them a loop of bare system "
                   "calls. What a client "
                   "delivered is compared octet for octet, or its run does not count (docs/performance.md).",
                   bench_client_examples, bench_client_codes},
    manual_section{"popquiz report",
                   "Reads results that `test server --format json` has written. Of one it makes the same "
                   "report again, in any "
                   "format. Of several it makes a table of checks and servers: what each server says of "
                   "itself, each verdict, "
                   "and where they differ. As html it is one page that needs no network (docs/report.md).",
                   report_examples, report_codes},
    manual_section{
        "popquiz requirements",
        "Prints what the RFCs ask of POP3 software: id, clause, level (MUST, SHOULD and MAY as the RFC has "
        "them; stated where an RFC says it without these words; derived is our own conclusion), whom it "
        "binds, what it is, and the checks that look at it, or why none can. The totals stand at the end.",
        requirements_examples, requirements_codes},
    manual_section{
        "popquiz drivers",
        "Lists the mail clients that popquiz knows how to start: a driver says how one fetches all mail of a "
        "maildrop, where it delivers, what it declares that it does to the octets, and what it can't do. "
        "Each "
        "is a small file, and so is one for a client of yours (docs/drivers.md).",
        drivers_examples, drivers_codes},
    manual_section{"popquiz serve",
                   "Serves mail over POP3 until SIGINT or SIGTERM, deletions are forgotten at the "
                   "end, but for those of DIR,delete and FILE,delete. As soon as "
                   "clients can connect one line is printed: \"listening on 127.0.0.1:40123\". Without "
                   "options the name is \"quiz\" and the "
                   "password is \"sesame\".",
                   serve_examples, serve_codes},
    manual_section{
        "popquiz record",
        "Stands between clients and a server, passes on what they say, octet for octet and without delay, "
        "and writes each conversation down as a script, without passwords. As soon as clients can connect "
        "one line is printed: \"listening on 127.0.0.1:40123\". Resets, and connections that one side has "
        "ended, are passed on, too. Inside TLS it can read only what is its own TLS on both sides: with a "
        "certificate for the clients, and with a server whose certificate is good.",
        record_examples, record_codes},
    manual_section{
        "popquiz replay",
        "Plays one side of a recorded conversation and compares what the other side says with what is "
        "recorded, line by line. The first difference ends it: the line of the script, what was expected and "
        "what came are printed. Where a recording has {secret ...} a client may say what it likes, and to a "
        "server goes what is made of name and password. A recording is a script: lines that vary can be "
        "replaced by patterns (docs/replay.md).",
        replay_examples, replay_codes},
    manual_section{"popquiz parse",
                   "Reads the octets that a server sent, as they came, and prints what they are: a line for "
                   "a status line, a challenge, a body, its end, and each kind of deviation, with the "
                   "offset of the octet concerned. Which replies have a body can't be seen from "
                   "the octets: --reply says it. What is no ASCII text is printed escaped, as in a script.",
                   parse_examples, parse_codes},
    manual_section{
        "popquiz fetch",
        "Downloads mail: connects, logs in, fetches, keeps or deletes on the server, disconnects. A "
        "message is whole, synced to the disk and written down in the ledger before it is deleted on "
        "the server; a run that is interrupted anywhere, by the network or by kill -9, is made good "
        "by the next one: no message is lost and none comes twice. Names and passwords go out only "
        "inside TLS with a verified certificate, or as a digest, unless you say otherwise. On a "
        "terminal a line shows how far it is; elsewhere there is a summary.",
        fetch_examples, fetch_codes},
    manual_section{
        "popquiz mail",
        "Reads mail that is on this machine, as fetch or another program has stored it. Nothing is "
        "changed, and no network is used.",
        {},
        {}},
    manual_section{
        "popquiz mail list",
        "Prints a line a message: number, date, sender, subject, size and flags (N new, S seen, R replied, F "
        "flagged, D draft, P passed on, T trashed); on a terminal cut to its width and with local time, "
        "elsewhere separated by tabs, dates in UTC, sizes in octets. A number is the message's place in the "
        "order of arrival; it stays "
        "while no message before it goes away. What could make a terminal do something is replaced.",
        mail_list_examples, mail_codes},
    manual_section{
        "popquiz mail show",
        "Prints a message: the decoded fields Date, From, To, Cc and Subject, its attachments, and "
        "its text; HTML, where there is no plain text, is turned into text. What could make a "
        "terminal do something is replaced, except with --raw.",
        mail_show_examples, mail_codes},
    manual_section{"popquiz mail export",
                   "Saves the attachments of a message, or the message, in a folder and prints the files' "
                   "names. They are made of the names that the sender chose, without what means "
                   "something to a file system, a shell or a terminal; a name that is taken already gets a "
                   "number.",
                   mail_export_examples, mail_codes},
};

}  // namespace

std::span<const manual_section> manual() {
  return sections;
}

const manual_section& manual_of(std::string_view command) {
  const auto* const found = std::ranges::find(sections, command, &manual_section::command);
  return found == sections.end() ? sections.front() : *found;
}

}  // namespace popquiz::cli
