"""A log of a web server, drawn from a fixed seed: access_log.py BYTES."""
import random
import sys

draws = random.Random(7)
PATHS = [
    "/", "/index.html", "/api/v1/items", "/api/v1/users", "/static/app.js", "/static/style.css", "/login", "/logout",
    "/search?q=", "/favicon.ico"]
AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "curl/8.5.0", "Googlebot/2.1 (+http://www.google.com/bot.html)"]
ADDRESSES = ["%d.%d.%d.%d" % tuple(draws.randrange(256) for _ in range(4)) for _ in range(400)]

limit = int(sys.argv[1])
seconds, length, lines = 0, 0, []
while length < limit:
    seconds += draws.randrange(4)
    path = draws.choice(PATHS)
    if path.endswith("="):
        path += "%05d" % draws.randrange(20000)
    if path.startswith("/api"):
        path += "/%d" % draws.randrange(3000)
    line = '%s - - [12/Mar/2026:%02d:%02d:%02d +0000] "%s %s HTTP/1.1" %d %d "-" "%s"\n' % (
        draws.choice(ADDRESSES), seconds // 3600 % 24, seconds // 60 % 60, seconds % 60,
        draws.choice(["GET", "GET", "GET", "POST"]), path, draws.choice([200, 200, 200, 304, 404, 500]),
        draws.randrange(200, 60000), draws.choice(AGENTS))
    lines.append(line)
    length += len(line)
sys.stdout.write("".join(lines)[:limit])
