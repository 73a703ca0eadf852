import app from './en/app.json'
import errors from './en/errors.json'
import list from './en/list.json'
import project from './en/project.json'
import session from './en/session.json'

export default { app, errors, list, project, session }
